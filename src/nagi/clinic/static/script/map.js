// The body map: each region is a second handle of its box in the list. Without script the list is enough.
const map = document.getElementById("map");
if (map) {
  map.hidden = false;
  for (const region of map.querySelectorAll("[data-region]")) {
    const box = document.getElementById("site_" + region.dataset.region);
    const show = () => region.setAttribute("aria-checked", String(box.checked));
    const turn = () => { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); };
    region.addEventListener("click", turn);
    region.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") { event.preventDefault(); turn(); }
    });
    box.addEventListener("change", show);
    show();
  }
}
