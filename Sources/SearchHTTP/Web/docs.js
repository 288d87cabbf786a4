"use strict";

/** Sends a form to its route, and shows the answer below it. */
async function send(form) {
  const output = form.querySelector("output") ?? form.appendChild(document.createElement("output"));
  const fields = new FormData(form);
  const url = new URL(form.getAttribute("action"), document.baseURI);
  const isGet = form.method === "get";
  for (const input of form.querySelectorAll(isGet ? "[name]" : "[data-query]")) {
    if (input.value !== "") url.searchParams.set(input.name, input.value);
    fields.delete(input.name);
  }
  output.replaceChildren("Waiting for the answer …");
  delete output.dataset.failed;
  try {
    const response = await fetch(url, isGet ? {} : { method: "POST", body: fields });
    const text = await response.text();
    if (!response.ok) output.dataset.failed = "";
    output.replaceChildren(...describe(url, response, text));
  } catch (error) {
    output.dataset.failed = "";
    output.replaceChildren(`The server could not be reached: ${error.message}`);
  }
}

/** The status, the matches as a list, and the answer as it came. */
function describe(url, response, text) {
  let answer;
  try { answer = JSON.parse(text); } catch { answer = undefined; }
  const status = element("p", `${response.status} ${response.statusText} — ${url.pathname}${url.search}`);
  const raw = element("pre", answer === undefined ? text : JSON.stringify(answer, null, 2));
  if (!Array.isArray(answer)) return [status, raw];
  if (answer.length === 0) return [status, element("p", "No picture is stored yet."), raw];
  const list = document.createElement("ol");
  list.append(...answer.map((match) => element("li", `${match.path} (distance ${match.distance.toFixed(3)})`)));
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
