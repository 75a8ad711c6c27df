/**
 * Applies one batch to its buckets.
 *
 * KEYS: progress, lock, then the buckets. ARGV: how the source's line of the ledger begins, sequence, seconds to live,
 * series allowed, bytes allowed, then start and lines of each frame.
 *
 * A bucket is `B<start> <bytes merged> <series> <sources> <metrics>`, and lines that begin with their kind: `l` ledger, `n`
 * started, `d` dropped, `h` sketch, `g` failures of a group, `m` metric, `s` series. Flushes append lines; those of one name are
 * added up only once as many bytes have come as were left the last time, because making long texts and reading numbers is what
 * takes Lua its time.
 *
 * Answers a letter a frame (applied, duplicate, late, full, `o` full of metrics, `m` too many sources, `h` too many hours),
 * rollingTo, dirtyFrom, and whether there is a lock. All commands in a script are billed: one MGET, and one more for each bucket that changes.
 */
export const applyScript: string = `
local find, match, gmatch, sub = string.find, string.match, string.gmatch, string.sub
local function digits(n) return string.format('%.0f', n) end

local function holds(ranges, sequence)
  for first, last in gmatch(ranges, '(%d+),(%d+)') do
    if sequence >= tonumber(first) and sequence <= tonumber(last) then return true end
  end
  return false
end

-- Ranges in order, without gaps between those that touch.
local function joined(ranges)
  local list, texts = {}, {}
  for first, last in gmatch(ranges, '(%d+),(%d+)') do list[#list + 1] = { tonumber(first), tonumber(last) } end
  table.sort(list, function(a, b) return a[1] < b[1] end)
  local kept = {}
  for _, range in ipairs(list) do
    local before = kept[#kept]
    if before and range[1] == before[2] + 1 then before[2] = range[2] else kept[#kept + 1] = range end
  end
  for _, range in ipairs(kept) do texts[#texts + 1] = digits(range[1]) .. ',' .. digits(range[2]) end
  return table.concat(texts, ',')
end

-- To read and write a number takes longer than to remember it: most are small and come again.
local numbers = setmetatable({}, { __index = function(known, token)
  local n = tonumber(token)
  known[token] = n
  return n
end })
local texts = setmetatable({}, { __index = function(known, n)
  local text = digits(n)
  known[n] = text
  return text
end })

-- Keeps indexes of buckets apart from the sums.
local shift = 10000
-- Eight sums, an index, then counts by bucket from there on; a negative one stands for so many empty buckets.
local function add(total, text)
  local at, first, index = 0, 0, 0
  for token in gmatch(text, '[^,]+') do
    local n = numbers[token]
    at = at + 1
    if at > 9 then
      if n < 0 then index = index - n
      else
        total[index] = (total[index] or 0) + n
        index = index + 1
      end
    elseif at < 9 then total[at] = total[at] + n
    else
      first = n + shift
      index = first
    end
  end
  if at > 9 then
    total.first = math.min(total.first, first)
    total.last = math.max(total.last, index - 1)
  end
end

local function written(total)
  local tokens, count, empty = {}, 9, 0
  for at = 1, 8 do tokens[at] = texts[total[at]] end
  tokens[9] = total.last < 0 and '0' or texts[total.first - shift]
  for index = total.first, total.last do
    local n = total[index] or 0
    if n == 0 then empty = empty + 1
    else
      if empty > 0 then
        count = count + 1
        tokens[count] = texts[-empty]
        empty = 0
      end
      count = count + 1
      tokens[count] = texts[n]
    end
  end
  return table.concat(tokens, ',')
end

local function higher(a, b)
  local list = {}
  for at = 1, #a do
    list[at] = string.char(math.max(string.byte(a, at), string.byte(b, at)))
  end
  return table.concat(list)
end

-- Adds a line to what has the same name; names are kept in the order in which they came.
local function count(names, values, line)
  local name, value = match(line, '^(.*",%[)([^"]*)%]%]$')
  local known = values[name]
  if not known then
    names[#names + 1] = name
    values[name] = value
    return
  end
  if type(known) == 'string' then
    local total = { 0, 0, 0, 0, 0, 0, 0, 0, first = 1e9, last = -1e9 }
    add(total, known)
    known = total
    values[name] = total
  end
  add(known, value)
end

local function append(lines, kind, names, values)
  for _, name in ipairs(names) do
    local value = values[name]
    lines[#lines + 1] = kind .. name .. (type(value) == 'string' and value or written(value)) .. ']]'
  end
end

local function merged(start, text)
  local started, sketch, dropped, ranges, sources, groups = 0, nil, {}, {}, {}, {}
  local series, values, metrics, measured = {}, {}, {}, {}
  for kind, line in gmatch(text, '\\n(%a)([^\\n]*)') do
    if kind == 's' then count(series, values, line)
    elseif kind == 'm' then count(metrics, measured, line)
    elseif kind == 'l' then
      local name, list = match(line, '^(.*",%[)([%d,]*)%]%]$')
      if not ranges[name] then sources[#sources + 1] = name end
      ranges[name] = ranges[name] and ranges[name] .. ',' .. list or list
    elseif kind == 'n' then started = started + tonumber(line)
    elseif kind == 'd' then
      local name, count = match(line, '^(.*",)(%d+)%]$')
      dropped[name] = (dropped[name] or 0) + tonumber(count)
    elseif kind == 'g' then groups[#groups + 1] = 'g' .. line
    else sketch = sketch and higher(sketch, line) or line
    end
  end
  local lines = {}
  for _, name in ipairs(sources) do lines[#lines + 1] = 'l' .. name .. joined(ranges[name]) .. ']]' end
  lines[#lines + 1] = 'n' .. digits(started)
  if sketch then lines[#lines + 1] = 'h' .. sketch end
  for _, line in ipairs(groups) do lines[#lines + 1] = line end
  for name, count in pairs(dropped) do lines[#lines + 1] = 'd' .. name .. digits(count) .. ']' end
  append(lines, 'm', metrics, measured)
  append(lines, 's', series, values)
  local rest = table.concat(lines, '\\n')
  return 'B' .. digits(start) .. ' ' .. #rest .. ' ' .. #series .. ' ' .. #sources .. ' ' .. #metrics .. '\\n' .. rest
end

local got = redis.call('MGET', unpack(KEYS))
local kept, rolling, dirty, hours, body = 0, nil, -1, ' ', ''
if got[1] then
  kept, rolling, dirty, hours, body = match(got[1], '^P(%d+) (%d+) (%-?%d+)\\n([^\\n]*)\\n(.*)$')
  kept, rolling, dirty = tonumber(kept), tonumber(rolling), tonumber(dirty)
end
local source, sequence, ttl = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local maxSeries, maxBytes, maxSources = tonumber(ARGV[4]), tonumber(ARGV[5]), 20000
-- 900 hours: the 30 days that hours are kept, and what clocks that are ahead add.
local maxHourBytes = 6300

-- An empty text where there was no such bucket.
local function apply(key, text, start, added)
  if start < kept then return 'l' end
  local bytes, series, sources, metrics, known = 0, 0, 0, 0, false
  if text ~= '' then
    -- Buckets of earlier releases have no metrics.
    local a, b, c, d = match(text, '^B%d+ (%d+) (%d+) (%d+) ?(%d*)')
    bytes, series, sources, metrics = tonumber(a), tonumber(b), tonumber(c), tonumber(d) or 0
    local from, to = find(text, source, 1, true)
    while from do
      known = true
      if holds(match(text, '^[%d,]*', to + 1), sequence) then return 'd' end
      from, to = find(text, source, to, true)
    end
  end
  if sources >= maxSources and not known then return 'm' end
  if series >= maxSeries or bytes >= maxBytes then return 'f' end
  -- As many as half the series.
  if metrics * 2 >= maxSeries then return 'o' end
  local lines = source .. ARGV[2] .. ',' .. ARGV[2] .. ']]' .. added
  local changes = false
  local hour = digits(math.floor(start / 3600000)) .. ' '
  if not find(hours, ' ' .. hour, 1, true) then
    if #hours > maxHourBytes then return 'h' end
    hours, changes = hours .. hour, true
  end
  if not rolling then rolling, dirty, changes = start, start, true
  elseif start < rolling and (dirty < 0 or start < dirty) then dirty, changes = start, true
  end
  local isLong = #text + #lines - bytes > math.max(bytes, 100000)
  if text ~= '' and not changes and not isLong then
    redis.call('APPEND', key, lines)
    return 'a'
  end
  if text == '' then text = 'B' .. digits(start) .. ' 0 0 0 0' end
  local value = text .. lines
  if isLong then value = merged(start, value) end
  if changes then
    -- One command for both; what it leaves without a time to live is removed by the rollup that it makes due.
    local head = 'P' .. digits(kept) .. ' ' .. digits(rolling) .. ' ' .. digits(dirty)
    redis.call('MSET', key, value, KEYS[1], head .. '\\n' .. hours .. '\\n' .. body)
  else
    -- Buckets of a clock that is ahead have to wait longer.
    local ahead = math.min(math.max(0, math.ceil((start - rolling) / 1000)), 34560000)
    redis.call('SET', key, value, 'EX', digits(ttl + ahead))
  end
  return 'a'
end

local answers = {}
for i = 3, #KEYS do
  answers[i - 2] = apply(KEYS[i], got[i] or '', tonumber(ARGV[2 * i]), ARGV[2 * i + 1])
end
if not rolling then rolling = 0 end
return 'A' .. table.concat(answers) .. ' ' .. digits(rolling) .. ' ' .. digits(dirty) .. ' ' .. (got[2] and '1' or '0')
`;
