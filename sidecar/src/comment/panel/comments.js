// The comment panel's script: it runs in the iframe, and fills the list of the page around it, which
// is of the same origin. Served as it stands; at most 4 kB compressed. Without it the form still works.

const { page, address, words } = document.body.dataset;
const say = JSON.parse(words);
const form = document.forms[0];
const status = form.querySelector("[role=status]");
const button = form.querySelector("button");
const frame = window.frameElement;
const outer = frame ? frame.ownerDocument : null;
const section = outer && (frame.closest("[data-page]") || outer.querySelector(".comments"));
const problems = {
  "rate-limited": "tooMany",
  "quota-exceeded": "full",
  "queue-full": "full",
  "policy-refused": "closed",
  "not-found": "closed",
};

/* The list in the page around us. */

const empty = section?.querySelector(".comments-empty");

function list() {
  let found = section.querySelector(".comment-list");
  if (!found) {
    found = outer.createElement("ol");
    found.className = "comment-list";
    if (empty?.isConnected) empty.replaceWith(found);
    else section.insertBefore(found, frame.closest("details") || frame);
  }
  found.setAttribute("aria-live", "polite");
  found.setAttribute("aria-relevant", "additions");
  return found;
}

function show(item) {
  const here = outer.getElementById(item.id);
  const parent = item.dataset.parent && outer.getElementById(`c-${item.dataset.parent}`);
  if (here) {
    // Answers that stand below stay where they are.
    const replies = here.querySelector(".comment-replies");
    if (replies && !item.querySelector(".comment-replies")) item.append(replies);
    if (here.outerHTML !== item.outerHTML) here.replaceWith(item);
    return;
  }
  if (!parent) {
    list().append(item);
    return;
  }
  list();
  let replies = parent.querySelector(".comment-replies");
  if (!replies) {
    replies = outer.createElement("ol");
    replies.className = "comment-replies";
    parent.append(replies);
  }
  replies.append(item);
}

function remove(item) {
  const around = item?.parentElement;
  item?.remove();
  if (!around || around.children.length > 0) return;
  // The last one is gone: say again that there are none, where the page had said so.
  if (around.className === "comment-list" && empty) around.replaceWith(empty);
  else around.remove();
}

function received({ id, html, state }) {
  if (!section) return;
  if (state === "removed") {
    remove(outer.getElementById(`c-${id}`));
    return;
  }
  const template = outer.createElement("template");
  template.innerHTML = html;
  const item = template.content.firstElementChild;
  if (item) show(item);
}

/** What was approved or removed between the page's load and the socket's `ready`. */
async function catchUp() {
  if (!section) return;
  const answer = await fetch(outer.location.pathname, { cache: "no-cache" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const wanted = fresh.querySelector(".comment-list");
  const ids = new Set();
  for (const item of wanted ? wanted.querySelectorAll(".comment") : []) ids.add(item.id);
  for (const item of section.querySelectorAll(".comment-list .comment")) {
    if (!ids.has(item.id)) remove(item);
  }
  for (const item of wanted ? wanted.children : []) show(outer.importNode(item, true));
}

/* The socket: one per panel, opened again with growing pauses. */

let socket;
let ready = false;
let wait = 1000;
let timer;
const asked = new Map();

function connect() {
  clearTimeout(timer);
  if (socket && socket.readyState < 2) return;
  socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/_courtyard/ws`, "courtyard.1");
  socket.onopen = () => {
    const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
    send({ t: "hello", v: 1, role: "guest", to: JSON.parse(address), nonce });
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.t === "ready") {
      ready = true;
      wait = 1000;
      send({ t: "watch", page });
      catchUp().catch(() => {});
    } else if (message.t === "comment" && message.page === page) received(message);
    else if (message.t === "ack") asked.get(message.id)?.("sent");
    else if (message.t === "refuse") asked.get(message.re)?.(problems[message.code] || "failed");
  };
  socket.onclose = () => {
    ready = false;
    for (const answer of asked.values()) answer("failed");
    timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, 60000);
  };
}

function send(message) {
  socket.send(JSON.stringify(message));
}

addEventListener("online", connect);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) connect();
});

/* The form. */

function offer(name, text) {
  return new Promise((resolve) => {
    const id = crypto.randomUUID();
    const answer = (outcome) => {
      asked.delete(id);
      resolve(outcome);
    };
    asked.set(id, answer);
    setTimeout(answer, 15000, "failed");
    send({ t: "offer", id, page, name, text });
  });
}

form.addEventListener("submit", async (event) => {
  // Without a socket the form goes the plain way.
  if (!ready) return;
  event.preventDefault();
  const name = form.elements.name.value.replace(/\s+/g, " ").trim();
  const text = form.elements.text.value.replace(/\r\n?/g, "\n").trim();
  if (!name || !text) {
    status.textContent = name ? say.textMissing : say.nameMissing;
    return;
  }
  button.disabled = true;
  status.textContent = say.sending;
  // Who fills the field that nobody sees is a machine, and is thanked like everybody.
  const outcome = form.elements.website.value ? "sent" : await offer(name, text);
  button.disabled = false;
  status.textContent = say[outcome];
  if (outcome === "sent") form.elements.text.value = "";
  else form.elements.text.focus();
});

/* Looks: the colours of the page around us, and the height of what is inside. */

function adopt() {
  const from = outer.defaultView.getComputedStyle(section || outer.body);
  const style = document.documentElement.style;
  // The names that themes/contract.ts promises.
  for (const name of ["--paper", "--ink", "--ink-quiet", "--accent"]) {
    const value = from.getPropertyValue(name).trim();
    if (value) style.setProperty(name, value);
  }
  style.colorScheme = from.colorScheme;
  frame.style.colorScheme = from.colorScheme;
}

if (frame) {
  adopt();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", adopt);
  new MutationObserver(adopt).observe(outer.documentElement, { attributes: true });
  new ResizeObserver(() => {
    frame.style.height = `${Math.ceil(document.documentElement.getBoundingClientRect().height)}px`;
  }).observe(document.body);
}
connect();
