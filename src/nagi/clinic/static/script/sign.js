// A frame to sign in with pen, finger or mouse. What is drawn travels as points from 0 to 1.
const canvas = document.querySelector("canvas[data-strokes]");
if (canvas) {
  const field = document.getElementById(canvas.dataset.strokes);
  const clear = document.querySelector("[data-clear]");
  const pen = canvas.getContext("2d");
  let strokes = [];
  const draw = () => {
    const box = canvas.getBoundingClientRect();
    canvas.width = box.width * devicePixelRatio; canvas.height = box.height * devicePixelRatio;
    pen.lineWidth = 2.5 * devicePixelRatio; pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const line of strokes) {
      pen.beginPath();
      line.forEach(([x, y], at) => pen[at ? "lineTo" : "moveTo"](x * canvas.width, y * canvas.height));
      pen.stroke();
    }
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, Math.round(value * 1e4) / 1e4));
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  };
  canvas.closest("[hidden]")?.removeAttribute("hidden");
  try { strokes = JSON.parse(field.value || "[]"); } catch { strokes = []; }
  draw();
  addEventListener("resize", draw);
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); strokes.push([point(event)]); });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons || !strokes.length) return;
    strokes.at(-1).push(point(event));
    field.value = JSON.stringify(strokes);
    draw();
  });
  clear.addEventListener("click", () => { strokes = []; field.value = ""; draw(); });
}
