// Reads a lot's code with the camera where the browser can; everywhere else the code is typed or comes from a scanner.
const box = document.querySelector(".camera");
const field = document.querySelector("[data-scan]");
if (box && field && "BarcodeDetector" in window && navigator.mediaDevices) {
  box.hidden = false;
  const video = box.querySelector("video");
  const sorry = box.querySelector(".error");
  const stop = () => { video.srcObject?.getTracks().forEach((track) => track.stop()); video.srcObject = null; video.hidden = true; };
  const look = async (detector) => {
    if (!video.srcObject) return;
    const found = await detector.detect(video).catch(() => []);
    if (found.length) { field.value = found[0].rawValue; stop(); field.focus(); return; }
    setTimeout(look, 150, detector);
  };
  box.querySelector("[data-camera]").addEventListener("click", async () => {
    sorry.hidden = true;
    try {
      const wanted = ["data_matrix", "qr_code", "code_128"];
      const can = await BarcodeDetector.getSupportedFormats();
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.hidden = false;
      await video.play();
      look(new BarcodeDetector({ formats: wanted.filter((one) => can.includes(one)) }));
    } catch { stop(); sorry.hidden = false; }
  });
}
