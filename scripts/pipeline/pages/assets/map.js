// Lets the world map be moved and enlarged. What is on it comes from the list below it.
"use strict";
(() => {
  const map = document.getElementById("world-map");
  const list = document.getElementById("world-list");
  const tools = document.querySelector(".world-tools");
  if (!map || !list || !tools) return;
  const [WIDTH, HEIGHT, CLOSEST, APART, NAMED] = [360, 144, 2, 26, 10];
  const view = { x: 0, y: 0, w: WIDTH, get h() { return (this.w * HEIGHT) / WIDTH; } };
  const size = () => map.getBoundingClientRect();
  const clamped = (number, most) => Math.min(most, Math.max(0, number));
  const share = (part, whole) => `${(part / whole) * 100}%`;
  const layer = make("g", map, {});

  // The places, the fullest first, as pipeline.pages.clusters has them.
  const places = new Map();
  for (const item of list.querySelectorAll("li[data-x]")) {
    const [x, y, mark] = [Number(item.dataset.x), Number(item.dataset.y), item.dataset.mark];
    const label = item.textContent.replace(/\s+/g, " ").trim();
    const link = item.querySelector("a").getAttribute("href");
    if (!places.has(`${x} ${y}`)) places.set(`${x} ${y}`, { x, y, rows: [] });
    places.get(`${x} ${y}`).rows.push({ x, y, link, label, mark, at: `#${item.id}` });
  }
  const spots = [...places.values()].sort(
    (a, b) => b.rows.length - a.rows.length || a.y - b.y || a.x - b.x);

  function make(name, parent, attributes) {
    const made = parent.appendChild(document.createElementNS(map.namespaceURI, name));
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  // No two markers closer than they are wide.
  function merged(apart) {
    const cells = new Map();
    const kept = [];
    for (const { x, y, rows } of spots) {
      const far = (one) => Math.max(Math.abs(one.x - x), Math.abs(one.y - y));
      const cell = (i, j) => `${Math.floor(x / apart) + i} ${Math.floor(y / apart) + j}`;
      const around = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => cells.get(cell(i, j)) || []));
      const near = around.flat().filter((one) => far(one) < apart);
      const home = near.sort((a, b) => far(a) - far(b))[0] || { x, y, rows: [] };
      home.rows.push(...rows);
      if (near.length) continue;
      kept.push(home);
      cells.set(cell(0, 0), [...(cells.get(cell(0, 0)) || []), home]);
    }
    return kept;
  }

  function marker({ x, y, rows }) {
    const [one, count] = [rows[0], rows.length];
    const names = rows.slice(0, NAMED).map((row) => row.label).join("; ");
    const more = count > NAMED ? `; and ${count - NAMED} more` : "";
    const label = count === 1 ? one.label : `${count} memorials: ${names}${more}`;
    const mark = count === 1 ? one.mark : "several";
    const href = count === 1 ? one.link : one.at;
    const link = make("a", layer, { class: `mark status-${mark}`, href, "aria-label": label });
    const place = { x: share(x - view.x, view.w), y: share(y - view.y, view.h) };
    make("title", link, {}).textContent = label;
    make("use", link, { href: `#world-mark-${mark}`, ...place });
    if (count === 1) return;
    const style = { dy: ".36em", class: count > 999 ? "long" : "" };
    make("text", link, { ...place, ...style }).textContent = count;
    if (view.w <= CLOSEST || rows.every((row) => row.x === x && row.y === y)) return;
    link.setAttribute("role", "button"); // those that lie apart are shown closer
    const closer = (event) => { event.preventDefault(); around(rows); map.focus(); };
    link.addEventListener("click", closer);
    link.addEventListener("keydown", (event) => { if (event.key === " ") closer(event); });
  }

  function draw() {
    const held = document.activeElement;
    const within = layer.contains(held);
    map.querySelector(".ground").setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    map.classList.toggle("closer", view.w < WIDTH);
    layer.replaceChildren();
    merged((APART * view.w) / (size().width || WIDTH)).filter(({ x, y }) => x >= view.x
      && y >= view.y && x <= view.x + view.w && y <= view.y + view.h).forEach(marker);
    const same = (link) => link.getAttribute("href") === held.getAttribute("href");
    if (within) ([...layer.children].find(same) || map).focus();
  }

  function show(x, y, w) {
    view.w = Math.min(WIDTH, Math.max(CLOSEST, w));
    [view.x, view.y] = [clamped(x, WIDTH - view.w), clamped(y, HEIGHT - view.h)];
    draw();
  }

  // Closer to a point of the map, which stays where it is.
  function zoom(by, x = view.x + view.w / 2, y = view.y + view.h / 2) {
    const part = Math.min(WIDTH, Math.max(CLOSEST, view.w / by)) / view.w;
    show(x - (x - view.x) * part, y - (y - view.y) * part, view.w * part);
  }

  function frame(x, y, w, h, wider = 1) {
    const wide = Math.max(CLOSEST, Math.max(w, (h * WIDTH) / HEIGHT) * wider);
    show(x + (w - wide) / 2, y + (h - (wide * HEIGHT) / WIDTH) / 2, wide);
  }

  function around(rows) {
    const [xs, ys] = [rows.map((row) => row.x), rows.map((row) => row.y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    frame(x, y, Math.max(...xs) - x, Math.max(...ys) - y, 1.4);
  }

  const pan = (x, y) => show(view.x + x * view.w, view.y + y * view.h, view.w);
  const doing = {
    in: () => zoom(2), out: () => zoom(0.5), whole: () => show(0, 0, WIDTH),
    dense: () => frame(...map.dataset.dense.split(" ").map(Number)),
  };
  const keys = {
    "+": doing.in, "=": doing.in, "-": doing.out, "0": doing.whole,
    ArrowLeft: () => pan(-0.2, 0), ArrowRight: () => pan(0.2, 0),
    ArrowUp: () => pan(0, -0.2), ArrowDown: () => pan(0, 0.2),
  };
  tools.hidden = false;
  tools.addEventListener("click", (event) => doing[event.target.dataset.do]?.());
  map.querySelectorAll(".marks").forEach((one) => one.remove());
  map.classList.add("movable");
  map.setAttribute("tabindex", "0");
  map.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(draw).observe(map);

  // Dragging moves the map, two fingers enlarge it; what was a drag is no click.
  const down = new Map();
  let moved = false;
  map.addEventListener("pointerdown", (event) => {
    moved = moved && down.size > 0;
    down.set(event.pointerId, event);
  });
  map.addEventListener("pointermove", (event) => {
    const before = event.buttons ? down.get(event.pointerId) : down.delete(event.pointerId);
    if (!before || !event.buttons) return;
    const [x, y] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (!moved && Math.hypot(x, y) < 5) return;
    if (!moved) map.setPointerCapture(event.pointerId);
    moved = true;
    down.set(event.pointerId, event);
    const { left, top, width, height } = size();
    const other = [...down.values()].find((one) => one.pointerId !== event.pointerId);
    if (!other) return void pan(-x / width, -y / height);
    const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    zoom(far(event) / (far(before) || 1),
      view.x + (((event.clientX + other.clientX) / 2 - left) / width) * view.w,
      view.y + (((event.clientY + other.clientY) / 2 - top) / height) * view.h);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    map.addEventListener(end, (event) => down.delete(event.pointerId));
  }
  map.addEventListener("dragstart", (event) => event.preventDefault());
  const noClick = (event) => { if (moved && event.detail) { event.preventDefault(); event.stopPropagation(); } };
  map.addEventListener("click", noClick, true);
})();
