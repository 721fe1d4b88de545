// The search: looks through assets/search-index.js, which a page may load from a disk as well as from a
// server. Names are found by their characters, and by pinyin in full or by initials, whichever reading.
(function () {
  "use strict";
  var box = document.getElementById("q");
  var status = document.getElementById("status");
  var list = document.getElementById("results");
  if (!box || !status || !list) return;
  var LIMIT = 100;
  var index = null;
  var items = [];
  var english = document.documentElement.lang.indexOf("zh") !== 0;

  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replace(/[\u200b-\u200f\ufeff]/g, "").replace(/[•‧∙⋅・]/g, "·");
  }

  // The characters of a line that can be read aloud.
  function letters(line) {
    return Array.from(line).filter(function (c) {
      return /[a-z0-9]/.test(c) || Object.prototype.hasOwnProperty.call(index.readings, c);
    });
  }

  // Whether the query from `at` on reads the characters from `from` on; bounded for names made to be slow.
  function reads(chars, from, query, at, full, steps) {
    if (at === query.length) return true;
    if (from >= chars.length || (steps.n += 1) > 2000) return false;
    var i;
    var c = chars[from];
    if (/[a-z0-9]/.test(c)) return query[at] === c && reads(chars, from + 1, query, at + 1, full, steps);
    var known = index.readings[c].split(" ");
    for (i = 0; i < known.length; i += 1) {
      var spelled = full ? known[i] : known[i][0];
      // ü is written v or u.
      var ways = full && spelled.indexOf("v") >= 0 ? [spelled, spelled.replace("v", "u")] : [spelled];
      for (var w = 0; w < ways.length; w += 1) {
        if (begins(query, at, ways[w]) && reads(chars, from + 1, query, at + ways[w].length, full, steps)) return true;
        // The last character may be read in part while somebody is typing.
        if (full && query.length - at < ways[w].length && begins(ways[w], 0, query.slice(at))) return true;
      }
    }
    return false;
  }

  function begins(text, at, part) {
    return text.substr(at, part.length) === part;
  }

  function sounds(chars, query) {
    for (var from = 0; from < chars.length; from += 1) {
      if (reads(chars, from, query, 0, false, { n: 0 }) || reads(chars, from, query, 0, true, { n: 0 })) {
        return from === 0 ? 2 : 1;
      }
    }
    return 0;
  }

  // How well a word fits: the title before what stands beside it, the beginning before the middle.
  function fits(item, word) {
    var at = item.title.indexOf(word);
    if (at >= 0) return at === 0 ? 8 : 7;
    if (item.more.indexOf(word) >= 0) return 4;
    if (!/^[a-z0-9]{2,}$/.test(word)) return 0;
    if (!item.lines) item.lines = [item.title].concat(item.more.split("\n")).map(letters);
    for (var n = 0; n < item.lines.length; n += 1) {
      var score = sounds(item.lines[n], word);
      if (score) return score + (n === 0 ? 4 : 0);
    }
    return 0;
  }

  function search() {
    var words = fold(box.value).split(/\s+/).filter(Boolean);
    list.textContent = "";
    if (!index || !words.length) {
      status.textContent = "";
      return;
    }
    var found = [];
    items.forEach(function (item, n) {
      var sum = 0;
      for (var w = 0; w < words.length; w += 1) {
        var score = fits(item, words[w]);
        if (!score) return;
        sum += score;
      }
      found.push([sum, n]);
    });
    found.sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; });
    var key = found.length === 0 ? "none" : found.length === 1 ? "one" : found.length > LIMIT ? "more" : "many";
    status.textContent = status.dataset[key].replace("#", found.length);
    found.slice(0, LIMIT).forEach(function (one) {
      var row = index.items[one[1]];
      var entry = document.createElement("li");
      var link = document.createElement("a");
      link.href = row[1];
      chinese(link, english && row[5] || row[2]);
      var small = document.createElement("small");
      small.appendChild(document.createTextNode(list.dataset[row[0]] + (row[3] ? " · " : "")));
      var beside = document.createElement("span");
      chinese(beside, row[3]);
      small.appendChild(beside);
      entry.appendChild(link);
      entry.appendChild(small);
      list.appendChild(entry);
    });
  }

  // A text, said to be Chinese where it is.
  function chinese(element, text) {
    element.textContent = text;
    if (/[\u2e80-\u9fff]/.test(text)) element.lang = "zh-CN";
  }

  var script = document.createElement("script");
  script.src = "../assets/search-index.js";
  status.textContent = status.dataset.loading;
  script.onerror = function () { status.textContent = status.dataset.failed; };
  script.onload = function () {
    index = window.allianceIndex;
    items = index.items.map(function (row) { return { title: fold(row[2]), more: fold(row[4]), lines: null }; });
    search();
  };
  document.head.appendChild(script);

  var asked = new URLSearchParams(window.location.search).get("q");
  if (asked) box.value = asked;
  else box.focus();
  var waiting = 0;
  box.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(search, 120);
  });
  box.form.addEventListener("submit", function (event) {
    event.preventDefault();
    search();
    try {
      window.history.replaceState(null, "", "?q=" + encodeURIComponent(box.value));
    } catch (refused) { /* a page from a disk may not change its address; it works all the same */ }
  });
})();
