// Makes the pages quicker to use; all of it works without.
"use strict";

// --- choosing files ---

const input = document.getElementById("files");
if (input) {
  const drop = input.closest(".drop");
  const chosen = drop.querySelector(".chosen");
  drop.querySelector(".hint").hidden = false;

  const size = (bytes) => bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(Math.round(bytes / 1000), 1)} kB`;

  const show = () => {
    const files = [...input.files];
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    let wrong = "";
    if (files.length > Number(input.dataset.mostFiles)) wrong = `These are ${files.length} files, and at most ${input.dataset.mostFiles} can be sent.`;
    else if (bytes > Number(input.dataset.mostBytes)) wrong = `This is ${size(bytes)}, which is more than can be sent.`;
    input.setCustomValidity(wrong);
    const list = document.createElement("ul");
    for (const file of files) {
      const item = document.createElement("li");
      item.textContent = `${file.name} (${size(file.size)})`;
      list.append(item);
    }
    chosen.replaceChildren(...(wrong ? [wrong] : files.length > 1 ? [list] : []));
  };
  input.addEventListener("change", show);
  window.addEventListener("pageshow", show);

  const over = (yes) => (event) => { event.preventDefault(); drop.classList.toggle("over", yes); };
  drop.addEventListener("dragenter", over(true));
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  // a file that is dropped beside must not take the place of the page
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    const all = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    show();
  });
}

// --- waiting ---

const progress = document.querySelector("[data-progress]");
if (progress) {
  const status = progress.querySelector("[role=status]");
  const at = progress.dataset.progress || location.href;
  const look = async () => {
    try {
      const answer = await fetch(at, {redirect: "manual"});
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-progress]");
      if (!now) { location.replace(location.href); return; }
      const said = now.querySelector("[role=status]").textContent;
      if (said !== status.textContent) status.textContent = said; // said aloud once for each stage
      status.after(...now.querySelectorAll("progress, .count"));
      while (progress.querySelectorAll("progress").length > 1) progress.lastElementChild.remove();
    } catch {
      status.textContent = "termscheck does not answer. It may have been closed.";
    }
    setTimeout(look, 700);
  };
  setTimeout(look, 500);
}

// --- a fault is read first ---

document.getElementById("wrong")?.focus();

for (const form of document.forms) {
  form.addEventListener("submit", () => { for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; }); });
}
window.addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button")) button.disabled = false; });
