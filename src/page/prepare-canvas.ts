/** Makes a canvas as large as so many pixels of the page, sharp on those of the screen; undefined where nothing can be drawn. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const context = canvas.getContext("2d");
  if (context === null) return undefined;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  return context;
}
