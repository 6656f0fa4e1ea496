// The diary without a network: an entry is kept on the phone under an id of its own and sent when there is a network.
// Sending it twice writes it once, because the clinic knows the id. What was sent is forgotten here.
const form = document.getElementById("diary");
const state = document.getElementById("diary-state");
const say = (key, more = "") => { state.textContent = `${state.dataset[key]} ${more}`.trim(); state.hidden = false; };

const opened = new Promise((done, failed) => {
  const asked = indexedDB.open("diary", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "id" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});
const store = async (mode, act) => {
  const database = await opened;
  return new Promise((done, failed) => {
    const change = database.transaction("waiting", mode, { durability: "strict" });
    const asked = act(change.objectStore("waiting"));
    change.oncomplete = () => done(asked.result);
    change.onerror = change.onabort = () => failed(change.error);
  });
};

// A page kept for times without a network holds no fresh token: ask the real page for one.
const token = async () => {
  const page = await fetch(form.dataset.scope, { headers: { Accept: "text/html" } });
  if (!page.ok) return { closed: page.status === 404 };
  const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
  return { value: found?.value };
};

let sending = false;
const send = async () => {
  if (sending) return;
  sending = true;
  try {
    const waiting = await store("readonly", (kept) => kept.getAll());
    if (!waiting.length) return;
    const held = await token();
    if (held.closed) { say("closed"); return; }
    for (const entry of waiting) {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(entry),
        headers: { Accept: "application/json", "X-CSRFToken": held.value },
      });
      if (answer.ok) await store("readwrite", (kept) => kept.delete(entry.id));
      else { say(answer.status === 422 ? "refused" : "waiting", answer.status === 422 ? "" : String(waiting.length)); return; }
    }
    say("sent");
    if (!form.dataset.typing) location.replace(form.dataset.scope);
  } catch {
    const waiting = await store("readonly", (kept) => kept.count());
    if (waiting) say("waiting", String(waiting));
  } finally { sending = false; }
};

const fresh = () => {
  form.elements.id.value = crypto.randomUUID();
  if (form.dataset.shell) form.elements.on.value = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};
form.addEventListener("input", () => { form.dataset.typing = "yes"; });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  const entry = Object.fromEntries(new FormData(form));
  delete entry.csrfmiddlewaretoken;
  await store("readwrite", (kept) => kept.put(entry));
  delete form.dataset.typing;
  form.reset();
  fresh();
  say("kept");
  await send();
}, true);

if (form.dataset.shell) fresh();
navigator.serviceWorker?.register(form.dataset.worker, { scope: form.dataset.scope });
window.addEventListener("online", send);
send();
