{% load static %}// Keeps the empty diary and its look for times without a network. Answers of the clinic are never kept.
const KEEP = "diary-1-{{ request.LANGUAGE_CODE }}";
const SHELL = "{% url 'diary_shell' %}";
const FILES = [SHELL, "{% static 'style/clinic.css' %}", "{% static 'script/diary.js' %}", "{% static 'script/forms.js' %}", "{% static 'django_htmx/htmx-2.min.js' %}"];
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEEP).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith("diary-") && name !== KEEP).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") { event.respondWith(fetch(request).catch(() => caches.match(SHELL))); return; }
  if (FILES.includes(new URL(request.url).pathname)) event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});
