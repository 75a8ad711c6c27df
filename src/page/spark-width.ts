/** Width of the sparklines in tables, and of the columns that they stand in. */
export const sparkPx = 92;
export const sparkRem = 7.5;
