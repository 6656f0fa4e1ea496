// Small comforts: the first error takes the focus; a form is sent once however often its button is pressed;
// Enter that only confirms a kana conversion sends nothing.
document.getElementById("errors")?.focus();
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}, true);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.download) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});
