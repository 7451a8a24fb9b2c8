/* The interface's own script: ES2020, event delegation only, every page works without it.
   Forms: <form data-form> (keys, changed marks). Tables: <form data-select> (selection bar).
   Dialogues: [data-open="id"], [data-close]. Trees: button[data-tree]. See docs/ui.md. */
(() => {
  "use strict";

  const composing = (event) => event.isComposing || event.keyCode === 229;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* --- messages --- */
  function say(words, kind) {
    let bar = document.getElementById("bar-message");
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "bar-message";
      bar.setAttribute("role", "alert");
      document.body.append(bar);
    }
    bar.className = `message bar-fixed ${kind}`;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "关闭";
    close.addEventListener("click", () => { bar.hidden = true; });
    bar.replaceChildren(document.createTextNode(words), close);
    bar.hidden = false;
  }

  /* --- htmx: what failed, that nothing was saved, what to do --- */
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const isHtml = (xhr.getResponseHeader("Content-Type") || "").includes("html");
    const found = isHtml ? new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".notice span") : null;
    const words = found ? found.textContent.trim() : `操作没有完成（${xhr.status}），没有保存。请重试。`;
    stopPolling(event.detail.elt);
    say(words, "error");
  });
  document.addEventListener("htmx:sendError", (event) => {
    stopPolling(event.detail.elt);
    say("连不上服务器，没有保存。请检查网络后重试。", "error");
  });
  document.addEventListener("htmx:timeout", () => say("服务器 30 秒没有回应，请刷新页面看是否已保存。", "error"));
  // 422: a form that was refused comes back with its errors and is shown
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  /* polling stops in a hidden window and after three errors in a row */
  const failures = new WeakMap();
  function stopPolling(element) {
    if (element && element.matches && element.matches("[data-poll]")) failures.set(element, (failures.get(element) || 0) + 1);
  }
  document.addEventListener("htmx:beforeRequest", (event) => {
    const element = event.detail.elt;
    if (element.matches("[data-poll]") && (document.hidden || (failures.get(element) || 0) >= 3)) event.preventDefault();
  });

  /* --- forms: keys, changed marks, nothing is lost --- */
  const CONTROLS = "input:not([type=hidden]):not([disabled]):not([readonly]), select:not([disabled]), textarea:not([disabled])";
  let leaving = false;

  function stops(form) {
    // a radio group is one stop: its checked button, or its first
    return all(CONTROLS, form).filter((item) => {
      if (item.type !== "radio") return item.offsetParent !== null;
      const group = all(`input[type=radio][name="${CSS.escape(item.name)}"]`, form);
      return item === (group.find((one) => one.checked) || group[0]);
    });
  }
  function move(form, from, step) {
    const list = stops(form);
    let at = list.indexOf(from);
    if (at < 0 && from.type === "radio") at = list.findIndex((item) => item.name === from.name);
    const next = list[at + step];
    if (!next) {
      if (step > 0) { const save = form.querySelector("[data-save]"); if (save) save.focus(); }
      return;
    }
    next.focus();
    if (next.select && next.type !== "radio" && next.type !== "checkbox") next.select();
  }

  function isChanged(item) {
    if (item.type === "radio" || item.type === "checkbox") return item.checked !== item.defaultChecked;
    if (item.tagName === "SELECT") {
      const options = Array.from(item.options);
      if (options.some((option) => option.defaultSelected)) return options.some((option) => option.selected !== option.defaultSelected);
      return !item.multiple && item.selectedIndex > 0;
    }
    return item.value !== item.defaultValue;
  }
  function countChanges(form) {
    let count = 0;
    for (const field of all(".field", form)) {
      const changed = field.dataset.changed === "1" || all("input, select, textarea", field).some(isChanged);
      field.classList.toggle("changed", changed);
      if (changed) count += 1;
    }
    const note = form.querySelector("[data-unsaved]");
    if (note) { note.hidden = count === 0; note.textContent = count ? `已改 ${count} 格，尚未保存` : ""; }
    form.dataset.dirty = count ? "1" : "";
    return count;
  }
  function markAll(root) { for (const form of all("form[data-form]", root)) countChanges(form); }

  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-form]");
    if (form) countChanges(form);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest && event.target.closest("form[data-form]");
    if (form) countChanges(form);
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit ? event.target.form.requestSubmit() : event.target.form.submit();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-form]")) leaving = true;
    // a second press must not send the form twice
    if (event.target.dataset.sent && !event.target.hasAttribute("hx-post")) { event.preventDefault(); return; }
    if (event.target.method === "post" && !event.target.hasAttribute("hx-post")) event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => { leaving = false; for (const form of all("form[data-sent]")) delete form.dataset.sent; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && document.querySelector('form[data-form][data-dirty="1"]')) { event.preventDefault(); event.returnValue = ""; }
  });

  function enterMoves(event) {
    const target = event.target;
    const form = target.closest && target.closest("form[data-form]");
    if (!form || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (target.tagName === "TEXTAREA" || target.tagName === "BUTTON" || target.tagName === "A" || target.type === "submit") return false;
    event.preventDefault();
    move(form, target, event.shiftKey ? -1 : 1);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    if (event.key === "Enter" && enterMoves(event)) return;
    if (event.key === "F2") { press(event, "[data-key=edit]"); return; }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { press(event, "[data-save]"); return; }
    if (event.altKey && event.key === "ArrowUp") { press(event, "[data-key=previous]"); return; }
    if (event.altKey && event.key === "ArrowDown") { press(event, "[data-key=next]"); return; }
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeDrops(null);
  });
  function press(event, selector) {
    const target = document.querySelector(`dialog[open] ${selector}`) || document.querySelector(selector);
    if (!target || target.disabled) return;
    event.preventDefault();
    // what is being typed counts as entered
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
    target.click();
  }

  /* --- search: after the input method is done, not at each half-typed letter --- */
  let waiting = 0;
  function search(input) {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => input.dispatchEvent(new CustomEvent("zm:search", { bubbles: true })), 300);
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-search]") && !event.isComposing) search(event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches("[data-search]")) search(event.target);
  });

  /* --- selection of rows --- */
  function selection(form) {
    const boxes = all("tbody input[type=checkbox][name]", form);
    const chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) box.closest("tr").classList.toggle("selected", box.checked);
    const bar = form.querySelector("[data-batch]");
    if (bar) {
      bar.hidden = chosen.length === 0;
      const count = bar.querySelector("[data-count]");
      if (count) count.textContent = String(chosen.length);
    }
    const head = form.querySelector("[data-all]");
    if (head) { head.checked = boxes.length > 0 && chosen.length === boxes.length; head.indeterminate = chosen.length > 0 && chosen.length < boxes.length; }
  }
  document.addEventListener("change", (event) => {
    const form = event.target.closest && event.target.closest("[data-select]");
    if (!form || event.target.type !== "checkbox") return;
    if (event.target.matches("[data-all]")) for (const box of all("tbody input[type=checkbox][name]", form)) box.checked = event.target.checked;
    selection(form);
  });
  document.addEventListener("dblclick", (event) => {
    const row = event.target.closest && event.target.closest("tr");
    const link = row && row.querySelector("a[data-open-row]");
    if (link) link.click();
  });

  /* --- clicks: dialogues, trees, drop-downs --- */
  function closeDrops(except) {
    for (const drop of all("details.drop[open], .query-bar details[open]")) if (drop !== except) drop.open = false;
  }
  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
  }
  function toggleTree(button) {
    const row = button.closest("li");
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    let list = row.querySelector("ul");
    if (list) { list.hidden = !open; return; }
    list = document.createElement("ul");
    row.append(list);
    if (window.htmx) window.htmx.ajax("GET", button.dataset.tree, { target: list, swap: "innerHTML" });
  }
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest && event.target.closest(selector);
    closeDrops(at("details"));
    const opener = at("[data-open]");
    if (opener) { event.preventDefault(); openDialog(opener.dataset.open); return; }
    const closer = at("[data-close]");
    if (closer) { const dialog = closer.closest("dialog"); if (dialog) { event.preventDefault(); dialog.close(); } return; }
    const tree = at("button[data-tree]");
    if (tree) { toggleTree(tree); return; }
    const clear = at("[data-clear-selection]");
    if (clear) {
      const form = clear.closest("[data-select]");
      for (const box of all("input[type=checkbox]", form)) box.checked = false;
      selection(form);
      return;
    }
    if (at("[data-print]")) window.print();
  });

  /* conflict: 按所选保存 opens when each field has a choice */
  function conflict(form) {
    const names = Array.from(new Set(all("input[type=radio]", form).map((item) => item.name)));
    const open = names.filter((name) => !form.querySelector(`input[name="${CSS.escape(name)}"]:checked`));
    const button = form.querySelector("[data-resolve]");
    const note = form.querySelector("[data-left]");
    if (button) button.disabled = open.length > 0;
    if (note) note.textContent = open.length ? `还有 ${open.length} 格未选` : "";
  }
  document.addEventListener("change", (event) => {
    const form = event.target.closest && event.target.closest("form[data-conflict]");
    if (form) conflict(form);
  });

  /* the chosen file's name beside 选择文件 */
  function chosenFile(input) {
    const name = input.parentElement.querySelector("[data-file-name]");
    if (name && input.files.length) name.textContent = input.files[0].name;
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches && event.target.matches(".file-pick input")) chosenFile(event.target);
  });

  /* on a narrow screen the row of tabs begins where the current one is seen */
  function showTab(tab) {
    const row = tab.closest("ul");
    const by = tab.getBoundingClientRect().left - row.getBoundingClientRect().left;
    if (row.scrollWidth > row.clientWidth) row.scrollLeft += by - (row.clientWidth - tab.offsetWidth) / 2;
  }

  function arrive(root) {
    markAll(root);
    for (const tab of all(".tabs [aria-current]", root)) showTab(tab);
    for (const form of all("[data-select]", root)) selection(form);
    for (const form of all("form[data-conflict]", root)) conflict(form);
    for (const input of all(".file-pick input", root)) chosenFile(input);
    const modal = root.querySelector("dialog[data-show]");
    if (modal) { modal.removeAttribute("open"); openDialog(modal.id); }
    const focus = root.querySelector("[data-focus]");
    if (focus) focus.focus();
  }
  document.addEventListener("htmx:afterSettle", (event) => arrive(event.detail.elt.parentElement || document));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => arrive(document));
  else arrive(document);
})();
