"use strict";

/** Sends a form to its route, and shows the answer below it. */
async function send(form) {
  const output = form.querySelector("output") ?? form.appendChild(document.createElement("output"));
  const { url, options } = request(form);
  output.replaceChildren("Waiting for the answer …");
  delete output.dataset.failed;
  try {
    const response = await fetch(url, options);
    const text = await beginning(response);
    if (!response.ok) output.dataset.failed = "";
    output.replaceChildren(...describe(url, response, text));
  } catch (error) {
    output.dataset.failed = "";
    output.replaceChildren(`The server could not be reached: ${error.message}`);
  }
}

/** What a form asks for: each field goes where its route has it. */
function request(form) {
  let path = form.getAttribute("action");
  const query = new URLSearchParams();
  const options = { method: form.dataset.method, headers: {} };
  for (const input of form.querySelectorAll("[name]")) {
    const { name, value } = input;
    if (input.dataset.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    if (input.dataset.in === "query" && value !== "") query.set(name, value);
    if (input.dataset.in === "header" && value !== "") options.headers[name] = value;
    if (input.dataset.in === "body") options.body = new FormData(form);
    if (input.dataset.in === "json") {
      options.body = value;
      options.headers["Content-Type"] = "application/json";
    }
  }
  if (options.body instanceof FormData) {
    for (const input of form.querySelectorAll('[data-in="query"]')) options.body.delete(input.name);
  }
  const url = new URL(path, document.baseURI);
  url.search = query;
  return { url, options };
}

/** An answer as text: of events, which have no end, the first; of a picture its size. */
async function beginning(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("image/")) return `${(await response.blob()).size} bytes of ${type}`;
  if (!type.startsWith("text/event-stream")) return response.text();
  const reader = response.body.getReader();
  const { value } = await reader.read();
  reader.cancel();
  return new TextDecoder().decode(value);
}

/** The status, the matches as a list, and the answer as it came. */
function describe(url, response, text) {
  let answer;
  try { answer = JSON.parse(text); } catch { answer = undefined; }
  const status = element("p", `${response.status} ${response.statusText} — ${url.pathname}${url.search}`);
  const raw = element("pre", answer === undefined ? text : JSON.stringify(answer, null, 2));
  const matches = Array.isArray(answer) ? answer : answer?.matches;
  if (!Array.isArray(matches)) return [status, raw];
  if (matches.length === 0) return [status, element("p", "No such picture is stored."), raw];
  const list = document.createElement("ol");
  list.append(...matches.map(({ path, distance }) =>
    element("li", distance === null ? path : `${path} (distance ${distance.toFixed(3)})`)));
  const details = document.createElement("details");
  details.append(element("summary", "As JSON"), raw);
  return [status, list, details];
}

function element(name, text) {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}

for (const form of document.querySelectorAll("form[data-try]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
