const steps = [1, 2, 5];

/** Says which occurrence after the nth is told: 1, 2, 5, 10, 20, 50, 100, … */
export function rungAfter(count: number): number {
  let scale = 1;
  while (scale * 10 <= count) scale *= 10;
  return scale * (steps.find((step) => step * scale > count) ?? 10);
}
