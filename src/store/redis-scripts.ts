/** Takes the lock, or keeps it. KEYS: lock, progress. ARGV: token, milliseconds. Answers time and progress, or `L`. */
export const lockScript: string = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 'L' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local time = redis.call('TIME')
return 'T' .. time[1] .. ' ' .. time[2] .. '\\n' .. (redis.call('GET', KEYS[2]) or '')
`;

/**
 * Changes rows and progress together, if lock and progress are what they were.
 *
 * KEYS: lock, progress, rows to write, rows to remove. ARGV: token, progress before and after, milliseconds that
 * the lock goes on, number of rows to write, then seconds to live (0 for ever) and value of each. Answers `Y` or `N`.
 *
 * Rows can be made again. What stays for ever is added to, so that it goes with the progress in one command, before
 * anything is removed: a script that a server breaks off half-way does no harm.
 */
export const commitScript: string = `
local held = redis.call('MGET', KEYS[1], KEYS[2])
if held[1] ~= ARGV[1] or held[2] ~= ARGV[2] then return 'N' end
local puts, together = tonumber(ARGV[5]), { KEYS[2], ARGV[3] }
for i = 1, puts do
  local ttl, value = ARGV[4 + 2 * i], ARGV[5 + 2 * i]
  if ttl == '0' then
    together[#together + 1] = KEYS[2 + i]
    together[#together + 1] = value
  else redis.call('SET', KEYS[2 + i], value, 'EX', ttl)
  end
end
redis.call('MSET', unpack(together))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
for i = 3 + puts, #KEYS, 1000 do
  redis.call('UNLINK', unpack(KEYS, i, math.min(i + 999, #KEYS)))
end
return 'Y'
`;

/** Gives the lock back. KEYS: lock. ARGV: token. */
export const unlockScript: string = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 'Y'
`;

/** Reads notes. KEYS: notes. Answers lines, each a name and a text in turn, after an `N`. */
export const readNotesScript: string = `
return 'N' .. table.concat(redis.call('HGETALL', KEYS[1]), '\\n')
`;

/** Writes a note, or takes it away. KEYS: notes. ARGV: name, text or nothing. */
export const writeNoteScript: string = `
if ARGV[2] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
else redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 'Y'
`;

/** Reads a cell. KEYS: cell. Answers `C` and what is in it. */
export const readCellScript: string = `
return 'C' .. (redis.call('GET', KEYS[1]) or '')
`;

/**
 * Writes a cell, if what is in it is what is said. KEYS: cell. ARGV: before and after, each a text or nothing, and
 * milliseconds to keep it. Answers `C` and what was in it.
 */
export const swapCellScript: string = `
local held = redis.call('GET', KEYS[1]) or ''
if held == ARGV[1] then
  if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  elseif held ~= '' then redis.call('DEL', KEYS[1]) end
end
return 'C' .. held
`;

/** Reads where writes go: a replica nearby may be behind. */
export const readScript: string = `return redis.call('MGET', unpack(KEYS))`;
