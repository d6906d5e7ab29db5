"use strict";

// Shows what the gateway sends. Everything is written as text: nothing of it is ever read as markup.

const STALE_MS = 5000;
const AGAIN_MS = 10000;
const HISTORY = 60;

const history = { rate: [], p99: [] };
let lastAt = 0;

const byId = (id) => document.getElementById(id);
const count = (value) => Number(value ?? 0).toLocaleString("en");

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Only what changed: who reads or selects a text keeps it. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function show(node, isShown) {
  if (node.hidden === isShown) node.hidden = !isShown;
}

/** One child per item, in their order; a child stays the same as long as its item is there. */
function each(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(keyOf(item, index));
    let child = known.get(key);
    known.delete(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
    update(child, item, index);
  });
  known.forEach((child) => child.remove());
}

function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let rest = Number(value ?? 0);
  let unit = 0;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit++;
  }
  return rest.toFixed(unit === 0 ? 0 : 1) + " " + units[unit];
}

const millis = (value) => (value < 10 ? value.toFixed(1) : Math.round(value).toString());

// ---------------------------------------------------------------- users

function makeTile() {
  const tile = element("div", "tile");
  tile.append(element("p", "name"));
  const line = element("p");
  line.append(element("span", "value"), " ", element("span", "unit"));
  tile.append(line, element("p", "note"));
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 " + (HISTORY - 1) + " 20");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS("http://www.w3.org/2000/svg", "polyline"));
  tile.append(picture);
  return tile;
}

function points(values) {
  const most = Math.max(...values, 0.001);
  const from = HISTORY - values.length;
  return values.map((value, i) => from + i + "," + (19 - (18 * value) / most).toFixed(2)).join(" ");
}

function updateTile(tile, item) {
  write(tile.querySelector(".name"), item.name);
  write(tile.querySelector(".value"), item.value);
  write(tile.querySelector(".unit"), item.unit);
  write(tile.querySelector(".note"), item.note);
  tile.classList.toggle("bad", Boolean(item.bad));
  const picture = tile.querySelector("svg");
  picture.toggleAttribute("hidden", !item.history);
  if (item.history) picture.firstChild.setAttribute("points", points(item.history));
}

function remember(values, value) {
  values.push(value);
  if (values.length > HISTORY) values.shift();
}

function showUsers(users) {
  const known = users.seconds >= 0.5;
  if (known) {
    remember(history.rate, users.perSecond);
    remember(history.p99, users.p99Ms);
  }
  const time = !known ? "measuring" : users.seconds >= 55 ? "last minute" : "last " + Math.round(users.seconds) + " s";
  const value = (text) => (known ? text : "–");
  each(
    byId("users"),
    [
      { name: "Requests", value: value(users.perSecond.toLocaleString("en")), unit: "per second", note: time, history: history.rate },
      { name: "Latency, 99 of 100", value: value(millis(users.p99Ms)), unit: "ms", note: known ? "half within " + millis(users.p50Ms) + " ms" : time, history: history.p99 },
      { name: "Failed", value: value(count(users.failed)), unit: "requests", note: known ? "of " + count(users.requests) + ", " + time : time, bad: known && users.failed > 0 },
    ],
    (item) => item.name,
    makeTile,
    updateTile,
  );
}

// ---------------------------------------------------------------- migrations

const TONES = { HELD: "bad", PAUSED: "warn", ROLLING_BACK: "warn", ROLLED_BACK: "calm", CANCELLED: "calm", PLANNED: "calm", COMPLETED: "good", SOAKING: "good" };

function makeBar() {
  const bar = element("div", "progress");
  const label = element("div", "label");
  label.append(element("span"), element("span"));
  const track = element("div", "track");
  track.setAttribute("role", "progressbar");
  track.setAttribute("aria-valuemin", "0");
  track.append(element("div", "fill"), element("div", "fill underway"));
  bar.append(label, track);
  return bar;
}

function updateBar(bar, item) {
  const [name, figures] = bar.querySelector(".label").children;
  const track = bar.querySelector(".track");
  const [done, underWay] = track.children;
  const share = (part) => (item.total > 0 ? (100 * part) / item.total : 0).toFixed(2) + "%";
  write(name, item.name);
  write(figures, item.figures);
  bar.classList.toggle("whole", Boolean(item.whole));
  bar.classList.toggle("done", item.total > 0 && item.done === item.total);
  bar.classList.toggle("back", Boolean(item.back));
  done.style.width = share(item.done);
  underWay.style.width = share(item.underWay ?? 0);
  track.setAttribute("aria-label", item.label);
  track.setAttribute("aria-valuemax", String(item.total));
  track.setAttribute("aria-valuenow", String(item.done));
  track.setAttribute("aria-valuetext", item.figures);
}

function makeMigration() {
  const card = element("article", "card");
  const top = element("div", "top");
  top.append(element("h3"), element("span", "badge"));
  const held = element("div", "held");
  held.setAttribute("role", "alert");
  const why = element("p");
  why.append(element("strong", "", "Held: "), element("span", "why"));
  held.append(why, element("p", "figures"));
  card.append(top, element("p", "path"), held, element("div", "all"), element("div", "waves"), element("dl", "facts"));
  return card;
}

function waveFigures(migration, wave, index) {
  const parts = [count(wave.moved) + " of " + count(wave.accounts)];
  if (wave.underWay > 0) parts.push(count(wave.underWay) + " under way");
  if (wave.quarantined > 0) parts.push(count(wave.quarantined) + " set aside");
  if (migration.state === "RUNNING" && migration.wave === index) parts.push(migration.soakingWave ? "watched" : "moves");
  return parts.join(", ");
}

function gateFigures(figures) {
  const parts = [];
  if ("requests" in figures) parts.push(count(figures.errors) + " of " + count(figures.requests) + " requests failed");
  if ("errorRate" in figures) parts.push("error rate " + figures.errorRate.toFixed(4) + ", allowed " + figures.maxErrorRate);
  if ("latencyRatio" in figures) parts.push("latency ratio " + figures.latencyRatio.toFixed(2) + ", allowed " + figures.maxLatencyRatio);
  if ("inconsistencies" in figures) parts.push(count(figures.inconsistencies) + " inconsistencies, allowed " + figures.maxInconsistencies);
  return parts.join(" · ");
}

function facts(migration) {
  const pause = migration.pauseMs ?? {};
  const list = [
    { name: "Forecast", text: migration.forecast, bad: migration.deadlineWillBeMet === false },
    { name: "Records", text: migration.rate > 0 ? count(Math.round(migration.rate)) + " per second" : "" },
    { name: "Writes wait while switched", text: pause.count > 0 ? "half " + millis(pause.p50) + " ms, 99 of 100 " + millis(pause.p99) + " ms, at most " + millis(pause.max) + " ms" : "" },
    { name: "Held back by", text: migration.throttledBy },
    { name: "Stands still", text: migration.standstill, bad: true },
    { name: "Former homes lack", text: migration.lagRecords > 0 ? count(migration.lagRecords) + " records" : "" },
    { name: "Findings", text: count(migration.inconsistencies) + " inconsistencies" + (migration.verification === "NONE" ? "" : ", verification " + String(migration.verification).toLowerCase()), bad: migration.inconsistencies > 0 || migration.verification === "FAILED" },
    ...migration.alerts.map((alert, i) => ({ name: "Alert" + (i > 0 ? " " + (i + 1) : ""), text: alert, bad: true })),
  ];
  return list.filter((fact) => fact.text);
}

function updateMigration(card, migration) {
  write(card.querySelector("h3"), migration.name);
  const badge = card.querySelector(".badge");
  write(badge, migration.state.replaceAll("_", " "));
  badge.className = "badge " + (TONES[migration.state] ?? "");
  write(card.querySelector(".path"), migration.from + " → " + migration.to + (migration.meaning ? ": " + migration.meaning : ""));
  const held = card.querySelector(".held");
  show(held, Boolean(migration.held));
  write(held.querySelector(".why"), migration.held ? migration.held.reason : "");
  write(held.querySelector(".figures"), migration.held ? gateFigures(migration.held.figures) : "");
  const back = migration.state === "ROLLING_BACK" || migration.state === "ROLLED_BACK";
  const percent = migration.total > 0 ? Math.floor((100 * migration.done) / migration.total) : 0;
  each(
    card.querySelector(".all"),
    [{ name: back ? "At their targets" : "Moved", done: migration.done, total: migration.total, whole: true, back, figures: percent + " %, " + count(migration.done) + " of " + count(migration.total) + " accounts", label: "all of " + migration.name }],
    () => "all",
    makeBar,
    updateBar,
  );
  each(
    card.querySelector(".waves"),
    migration.waves,
    (wave, index) => index,
    makeBar,
    (bar, wave, index) => updateBar(bar, { name: wave.name, done: wave.moved, underWay: wave.underWay, total: wave.accounts, back, figures: waveFigures(migration, wave, index), label: "wave " + wave.name }),
  );
  each(
    card.querySelector(".facts"),
    facts(migration),
    (fact) => fact.name,
    () => {
      const made = element("div");
      made.append(element("dt"), element("dd"));
      return made;
    },
    (made, fact) => {
      write(made.firstChild, fact.name);
      write(made.lastChild, fact.text);
      made.classList.toggle("bad", Boolean(fact.bad));
    },
  );
}

// ---------------------------------------------------------------- stores

function makeStore() {
  const item = element("li");
  const top = element("div", "top");
  top.append(element("span"), element("span", "badge"));
  item.append(top, element("p"), element("p"));
  return item;
}

function updateStore(item, store) {
  const [name, badge] = item.firstChild.children;
  const [, what, more] = item.children;
  write(name, store.name);
  write(badge, store.state);
  badge.className = "badge " + (store.state === "serving" ? "good" : "bad");
  write(what, count(store.accounts) + " accounts, " + count(store.notes) + " notes");
  write(more, store.schema + ", " + bytes(store.bytes) + ", " + bytes(store.freeBytes) + " free" + (store.copies > 0 ? ", " + count(store.copies) + " copies" : ""));
}

// ---------------------------------------------------------------- all of it

function render(status) {
  lastAt = Date.now();
  document.body.classList.remove("stale");
  write(byId("headline"), status.headline);
  write(byId("at"), "As of " + new Date(status.at).toLocaleTimeString());
  const problems = byId("problems");
  show(problems, status.problems.length > 0);
  each(problems, status.problems, (problem) => problem, () => element("li"), (item, problem) => write(item, problem));
  showUsers(status.users);
  const migrations = status.migrations ?? [];
  each(byId("migrations"), migrations, (migration) => migration.id, makeMigration, updateMigration);
  const more = byId("more");
  const sentence = !status.migrations ? "Not known now." : migrations.length === 0 ? "There was none yet." : status.moreMigrations > 0 ? "And " + count(status.moreMigrations) + " more." : "";
  show(more, sentence !== "");
  write(more, sentence);
  each(byId("stores"), status.stores ?? [], (store) => store.name, makeStore, updateStore);
}

function link(state, text) {
  byId("link").className = "link " + state;
  write(byId("link-text"), text);
}

/** Why the gateway does not let us watch, in its own words. */
async function refusal() {
  try {
    const answer = await fetch("/status");
    if (answer.ok) return "the live connection ended";
    const problem = await answer.json();
    return problem.error ?? "the gateway refused";
  } catch {
    return "the gateway does not answer";
  }
}

function watch() {
  const source = new EventSource("/status/stream");
  source.onopen = () => link("live", "live");
  source.onmessage = (event) => {
    link("live", "live");
    render(JSON.parse(event.data));
  };
  source.onerror = async () => {
    if (source.readyState !== EventSource.CLOSED) {
      link("lost", "connection lost, trying again");
      return;
    }
    source.close();
    link("lost", (await refusal()) + "; trying again");
    setTimeout(watch, AGAIN_MS);
  };
}

setInterval(() => {
  if (lastAt > 0 && Date.now() - lastAt > STALE_MS) {
    document.body.classList.add("stale");
    link("lost", "no news since " + new Date(lastAt).toLocaleTimeString());
  }
}, 1000);

watch();
