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
  const clamped = (number, most, least = 0) => Math.min(most, Math.max(least, number));
  const share = (part, whole) => `${(part / whole) * 100}%`;
  const layer = make("g", map, {});
  // The places, the fullest first, as site/world.py has them.
  const places = new Map();
  for (const [number, item] of [...list.querySelectorAll("li[data-x]")].entries()) {
    const [x, y, mark] = [Number(item.dataset.x), Number(item.dataset.y), item.dataset.mark];
    const label = item.textContent.replace(/\s+/g, " ").trim();
    const link = item.querySelector("a").getAttribute("href");
    if (!places.has(`${x} ${y}`)) places.set(`${x} ${y}`, { x, y, rows: [] });
    places.get(`${x} ${y}`).rows.push({ number, x, y, link, label, mark, at: `#${item.id}` });
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
    for (const { x, y, rows } of spots) {
      const far = (one) => Math.max(Math.abs(one.x - x), Math.abs(one.y - y));
      const cell = (i, j) => `${Math.floor(x / apart) + i} ${Math.floor(y / apart) + j}`;
      const around = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => cells.get(cell(i, j)) || []));
      const near = around.flat().filter((one) => far(one) < apart);
      const home = near.sort((a, b) => far(a) - far(b))[0] || { x, y, rows: [] };
      home.rows.push(...rows);
      if (!near.length) cells.set(cell(0, 0), [...(cells.get(cell(0, 0)) || []), home]);
    }
    const found = [...cells.values()].flat();
    found.forEach((spot) => spot.rows.sort((a, b) => a.number - b.number));
    return found.sort((a, b) => a.rows[0].number - b.rows[0].number);
  }
  function marker({ x, y, rows }) {
    const [one, count] = [rows[0], rows.length];
    const names = rows.slice(0, NAMED).map((row) => row.label).join("; ");
    const more = count > NAMED ? `; and ${count - NAMED} more` : "";
    const label = count === 1 ? one.label : `${count} memorials: ${names}${more}`;
    const [mark, href] = count === 1 ? [one.mark, one.link] : ["several", one.at];
    const link = make("a", layer, { class: `mark status-${mark}`, href, "aria-label": label });
    const place = { x: share(x - view.x, view.w), y: share(y - view.y, view.h) };
    make("title", link, {}).textContent = label;
    make("use", link, { href: `#world-mark-${mark}`, ...place });
    if (count === 1) return;
    Object.assign(place, { dy: ".36em", class: count > 999 ? "long" : "" });
    make("text", link, place).textContent = count;
    if (view.w <= CLOSEST || rows.every((row) => row.x === x && row.y === y)) return;
    link.setAttribute("role", "button"); // those that lie apart are shown closer
    const closer = (event) => {
      event.preventDefault();
      const [xs, ys] = [rows.map((row) => row.x), rows.map((row) => row.y)];
      const [west, north] = [Math.min(...xs), Math.min(...ys)];
      frame(west, north, Math.max(...xs) - west, Math.max(...ys) - north, 1.4);
      map.focus();
    };
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
    view.w = clamped(w, WIDTH, CLOSEST);
    [view.x, view.y] = [clamped(x, WIDTH - view.w), clamped(y, HEIGHT - view.h)];
    draw();
  }
  // Closer to a point of the map, which stays where it is.
  function zoom(by, x = view.x + view.w / 2, y = view.y + view.h / 2) {
    const part = clamped(view.w / by, WIDTH, CLOSEST) / view.w;
    show(x - (x - view.x) * part, y - (y - view.y) * part, view.w * part);
  }
  const frame = (x, y, w, h, wider) => {
    const wide = Math.max(CLOSEST, Math.max(w, (h * WIDTH) / HEIGHT) * wider);
    show(x + (w - wide) / 2, y + (h - (wide * HEIGHT) / WIDTH) / 2, wide);
  };
  const pan = (x, y) => show(view.x + x * view.w, view.y + y * view.h, view.w);
  const doing = {
    in: () => zoom(2), out: () => zoom(0.5), whole: () => show(0, 0, WIDTH),
  };
  const keys = {
    "+": doing.in, "=": doing.in, "-": doing.out, "0": doing.whole,
    ArrowLeft: () => pan(-0.2, 0), ArrowRight: () => pan(0.2, 0),
    ArrowUp: () => pan(0, -0.2), ArrowDown: () => pan(0, 0.2),
  };
  tools.hidden = false;
  tools.addEventListener("click", (event) => doing[event.target.dataset.do]?.());
  map.querySelector(".marks").remove();
  map.classList.add("movable");
  map.setAttribute("tabindex", "0");
  map.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  draw();
  new ResizeObserver(draw).observe(map);

  // Dragging moves the map, two fingers enlarge it; what was a drag is no click.
  const down = new Map();
  let moved = false;
  map.addEventListener("pointerdown", (event) => {
    moved = moved && down.size > 0;
    down.set(event.pointerId, event);
  });
  map.addEventListener("pointermove", (event) => {
    if (!event.buttons) down.clear();
    const before = down.get(event.pointerId) || event;
    const [x, y] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (before === event || (!moved && Math.hypot(x, y) < 5)) return;
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
  map.addEventListener("pointerup", (event) => down.delete(event.pointerId));
  map.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
  map.addEventListener("dragstart", (event) => event.preventDefault());
  map.addEventListener("click", (event) => {
    if (!moved || !event.detail) return; // a key's click has no detail
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
