// Says when the connection is gone or the server refused, with the request's id and a way to retry.

const offline = document.getElementById("offline-banner");
const failure = document.getElementById("failure-banner");
const home = failure?.parentElement;
let retry = null;

function showConnection() {
  if (offline) offline.hidden = navigator.onLine;
}

addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

function fail(kind, requestId, again) {
  if (!failure) return;
  for (const line of failure.querySelectorAll("[data-says]")) line.hidden = line.dataset.says !== kind;
  failure.querySelector("[data-request-id]").textContent = requestId || "—";
  failure.querySelector("[data-request-id]").parentElement.hidden = !requestId;
  const above = document.querySelector("dialog[open] > .dialog-body, dialog[open] > form > .dialog-body");
  if (above) above.before(failure); // what lies below a dialog is not seen
  else home.append(failure);
  failure.hidden = false;
  failure.scrollIntoView({ block: "nearest" });
  retry = again;
}

const KINDS = { 401: "signed-out", 403: "refused", 404: "gone" };

document.addEventListener("htmx:responseError", ({ detail }) => {
  const { xhr, elt, requestConfig } = detail;
  fail(KINDS[xhr.status] ?? "server", xhr.getResponseHeader("X-Request-Id"), () => again(elt, requestConfig));
});
document.addEventListener("htmx:sendError", ({ detail }) => fail("network", "", () => again(detail.elt, detail.requestConfig)));
document.addEventListener("htmx:timeout", ({ detail }) => fail("network", "", () => again(detail.elt, detail.requestConfig)));
document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  if (failure && detail.successful) failure.hidden = true;
});

function again(source, { verb, path }) {
  if (verb === "get") window.htmx.ajax(verb, path, { source });
  else location.reload();
}

failure?.addEventListener("click", (event) => {
  if (event.target.closest("[data-hides]")) failure.hidden = true;
  if (event.target.closest("[data-retry]")) retry?.();
});
