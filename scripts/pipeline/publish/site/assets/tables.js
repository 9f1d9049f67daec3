// Search, filters, order, columns and download for the page of a table, which has all rows without
// this file. What is typed is kept in the address; nothing is sent anywhere.
"use strict";

(() => {
  const CHUNK = 200; // rows that are shown at a time
  const PAUSE = 120; // milliseconds without typing before rows are looked for
  const EMPTY = "-"; // the choice of cells that are empty; no term is called so
  const WAITING = "table-waits"; // until it starts, only the first rows are laid out

  const LETTERS = {
    ı: "i", ß: "ss", ə: "e", ø: "o", ł: "l", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ħ: "h",
    ς: "σ", "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-",
  };
  const ODD = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

  // Text as people compare it: small letters, Latin ones without marks, plain quotation marks.
  function fold(text) {
    const plain = /^[ -~]*$/.test(text)
      ? text.toLowerCase()
      : text
          .normalize("NFD")
          .replace(/(\p{Script=Latin})\p{M}+/gu, "$1")
          .normalize("NFC")
          .toLowerCase()
          .replace(ODD, (letter) => LETTERS[letter]);
    return plain.replace(/\s+/g, " ");
  }

  // RFC 4180 as the files of the package are: quotation marks where needed, line feeds.
  function csv(records) {
    const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    return records.map((cells) => `${cells.map(cell).join(",")}\n`).join("");
  }

  function make(tag, properties = {}, ...inside) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  }

  function button(words, act) {
    const made = make("button", { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  }

  const count = (number) => number.toLocaleString("en");

  class Table {
    constructor(table, tools, below) {
      this.body = table.tBodies[0];
      this.name = tools.dataset.table;
      this.region = table.parentElement;
      const heads = Array.from(table.tHead.rows[0].cells);
      this.columns = heads.map((head, at) => ({
        at,
        head,
        name: head.textContent,
        kind: head.dataset.sort,
        choices: head.dataset.choices ? head.dataset.choices.split(" ") : null,
      }));
      this.rows = Array.from(this.body.rows, (row) => ({
        row,
        cells: Array.from(row.cells, (cell) => cell.textContent),
        folded: [],
        text: null,
      }));
      this.limit = CHUNK;
      this.addTools(tools, below);
      table.tHead.append(this.filters());
      this.columns.forEach((column) => this.addSort(column));
    }

    addTools(tools, below) {
      this.search = make("input", { type: "search", id: "table-search", autocomplete: "off" });
      this.search.addEventListener("input", () => this.typed());
      this.status = make("p", { role: "status", ariaLive: "polite", className: "table-count" });
      this.hiding = make("style");
      tools.append(
        make("label", { htmlFor: "table-search" }, "Search all columns"),
        this.search,
        button("Clear", () => this.clear()),
        button("Download these rows as CSV", () => this.download()),
        this.chooser(),
        this.status,
        this.hiding,
      );
      this.more = button("", () => this.showMore(this.limit + CHUNK));
      this.all = button("", () => this.showMore(Infinity));
      below.append(this.more, " ", this.all);
    }

    chooser() {
      const labels = this.columns.map((column) => {
        column.box = make("input", { type: "checkbox", checked: true, autocomplete: "off" });
        column.box.addEventListener("change", () => this.changed());
        return make("label", {}, column.box, ` ${column.name}`);
      });
      const set = make("fieldset", {}, make("legend", {}, "Columns that are shown"), ...labels);
      return make("details", {}, make("summary", {}, "Columns"), set);
    }

    filters() {
      const cells = this.columns.map((column) => {
        const about = { ariaLabel: `Filter ${column.name}`, autocomplete: "off" };
        if (column.choices) {
          const options = column.choices.map((term) => new Option(term, term));
          const [any, none] = [new Option("any", ""), new Option("(empty)", EMPTY)];
          column.filter = make("select", about, any, ...options, none);
          column.filter.addEventListener("change", () => this.changed());
        } else {
          const looks = { type: "search", size: 6, placeholder: "Filter" };
          column.filter = make("input", { ...looks, ...about });
          column.filter.addEventListener("input", () => this.typed());
        }
        return make("td", {}, column.filter);
      });
      return make("tr", { className: "filters" }, ...cells);
    }

    addSort(column) {
      const sort = button(column.name, () => {
        const same = this.order.column === column;
        const done = same && this.order.down; // the third time: the order of the file
        this.order = { column: done ? null : column, down: same && !done };
        this.changed();
      });
      column.head.replaceChildren(sort);
    }

    typed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.changed(), PAUSE);
    }

    changed() {
      clearTimeout(this.timer);
      this.limit = CHUNK;
      this.region.scrollTop = 0;
      this.write();
      this.show();
    }

    clear() {
      this.search.value = "";
      for (const column of this.columns) column.filter.value = "";
      this.order = { column: null, down: false };
      this.changed();
      this.search.focus();
    }

    // The address: q is the search, sort a column (with - before it: downwards), hide columns
    // with commas between, and each filter goes by its column's name.
    write() {
      const said = new URLSearchParams();
      const { column, down } = this.order;
      if (this.search.value) said.set("q", this.search.value);
      for (const one of this.columns) if (one.filter.value) said.set(one.name, one.filter.value);
      if (column) said.set("sort", (down ? "-" : "") + column.name);
      const hidden = this.columns.filter((one) => !one.box.checked).map((one) => one.name);
      if (hidden.length) said.set("hide", hidden.join(","));
      const query = String(said) && `?${said}`;
      const address = location.href.split(/[?#]/)[0] + query + location.hash;
      try {
        history.replaceState(history.state, "", address);
      } catch {} // a browser that does not allow it, or not so often: all else works
    }

    read() {
      const said = new URLSearchParams(location.search);
      const [, sign, sort] = (said.get("sort") || "").match(/^(-?)(.*)/);
      const hidden = (said.get("hide") || "").split(",");
      this.search.value = said.get("q") || "";
      for (const { name, filter, box } of this.columns) {
        filter.value = said.get(name) || "";
        if (filter.selectedIndex === -1) filter.value = ""; // no such term
        box.checked = !hidden.includes(name);
      }
      const column = this.columns.find(({ name }) => name === sort) || null;
      this.order = { column, down: sign === "-" };
      this.show();
      this.point();
    }

    // The row that the address names is shown, however far down it is.
    point() {
      const named = (id) => id !== "" && `#${id}` === location.hash;
      for (const { row } of this.rows) row.classList.toggle("pointed", named(row.id));
      const at = this.found.findIndex(({ row }) => named(row.id));
      if (at < 0) return;
      this.limit = Math.max(this.limit, Math.ceil((at + 1) / CHUNK) * CHUNK);
      this.fill();
      this.found[at].row.scrollIntoView({ block: "center" });
    }

    folded(row, at) {
      if (row.folded[at] === undefined) row.folded[at] = fold(row.cells[at]);
      return row.folded[at];
    }

    // What a cell is ordered by; nothing for one that is empty, which comes last.
    key(row, column) {
      const text = row.cells[column.at];
      if (text === "") return null;
      if (column.kind === "number") return Number(text);
      if (column.kind === "date") return text.replace(/X/g, "0").replace(/[?~%]/g, "");
      return this.folded(row, column.at);
    }

    sorted() {
      const { column, down } = this.order;
      const sign = down ? -1 : 1;
      if (!column) return this.rows;
      const keyed = this.rows.map((row) => ({ row, key: this.key(row, column) }));
      keyed.sort(({ key: one }, { key: other }) => {
        if (one === null || other === null) return Number(one === null) - Number(other === null);
        return one < other ? -sign : Number(one > other) && sign;
      });
      return keyed.map(({ row }) => row);
    }

    // Rows that have each word of the search somewhere, and pass every column's filter.
    matching() {
      const words = fold(this.search.value).split(" ").filter(Boolean);
      const filters = this.columns.filter((column) => column.filter.value);
      const wanted = filters.map(({ at, choices, filter }) => {
        const term = filter.value === EMPTY ? "" : filter.value;
        const part = fold(filter.value).trim();
        return (row) => (choices ? row.cells[at] === term : this.folded(row, at).includes(part));
      });
      return (row) => {
        if (!wanted.every((passes) => passes(row))) return false;
        if (words.length && row.text === null) row.text = fold(row.cells.join(" \n"));
        return words.every((word) => row.text.includes(word));
      };
    }

    show() {
      const { column, down } = this.order;
      if (this.order !== this.last) this.ordered = this.sorted();
      this.last = this.order;
      for (const one of this.columns) {
        if (one !== column) one.head.removeAttribute("aria-sort");
        else one.head.setAttribute("aria-sort", down ? "descending" : "ascending");
      }
      this.found = this.ordered.filter(this.matching());
      const hidden = this.columns.filter((column) => !column.box.checked);
      const rules = hidden.map(({ at }) => `#table tr > :nth-child(${at + 1}) { display: none }`);
      this.hiding.textContent = rules.join("\n");
      this.fill();
    }

    fill() {
      const rows = document.createDocumentFragment();
      const found = this.found.length;
      for (const { row } of this.found.slice(0, this.limit)) rows.append(row);
      this.body.replaceChildren(rows);
      const all = this.rows.length === 1 ? "1 row" : `${count(this.rows.length)} rows`;
      const part = found > this.limit ? `; the first ${count(this.limit)} are shown` : "";
      this.status.textContent = `${count(found)} of ${all}${part}`;
      this.more.hidden = this.all.hidden = found <= this.limit;
      this.more.textContent = `Show ${count(Math.min(CHUNK, found - this.limit))} more rows`;
      this.all.textContent = `Show all ${count(found)} rows`;
    }

    showMore(limit) {
      this.limit = limit;
      this.fill();
      if (this.more.hidden) this.region.focus();
    }

    download() {
      const names = this.columns.map((column) => column.name);
      const text = csv([names].concat(this.found.map((row) => row.cells)));
      const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      make("a", { href: address, download: `khojaly-memorials-${this.name}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    }
  }

  function start() {
    try {
      const ids = ["table", "table-tools", "table-more"];
      const table = new Table(...ids.map((id) => document.getElementById(id)));
      table.read();
      window.addEventListener("popstate", () => table.read());
    } finally {
      document.documentElement.classList.remove(WAITING);
    }
  }

  // It stands before the table and is not deferred: were it missing, no row would be held back.
  document.documentElement.classList.add(WAITING);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
