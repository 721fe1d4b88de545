// Opens the sites below a folder, straight from the disk: axe-core on every page of the model case and
// on every kind of page of the others, in both languages and colour schemes, wide and narrow; the search
// by keyboard. With a second argument, pictures and a print of some pages are put there.
import { readFileSync, readdirSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [root, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDE = { width: 1200, height: 900 };
const NARROW = { width: 360, height: 740 };
const faults = [];
const fault = (text) => { faults.push(text); console.error(text); };
const url = (...parts) => pathToFileURL(join(root, ...parts)).href;

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
page.on("pageerror", (error) => fault(`${page.url()}: ${error.message}`));
page.on("requestfailed", (request) => fault(`${page.url()}: ${request.url()} cannot be loaded: ${request.failure()?.errorText}`));

// Every page of a site, or one page of each folder of it.
function pages(site, all) {
  const found = ["index.html"];
  for (const lang of ["zh", "en"]) {
    for (const entry of readdirSync(join(root, site, lang), { withFileTypes: true })) {
      if (!entry.isDirectory()) { found.push(`${lang}/${entry.name}`); continue; }
      const inside = readdirSync(join(root, site, lang, entry.name)).sort();
      for (const name of all ? inside : inside.slice(0, 3)) found.push(`${lang}/${entry.name}/${name}`);
    }
  }
  return found;
}

async function audit(where) {
  await page.evaluate(axe);
  // Without preload: from the disk axe may not fetch what the page itself may link.
  const { violations } = await page.evaluate(() => axe.run(document, {
    preload: false,
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  for (const one of violations) {
    fault(`${where}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
  }
}

let looked = 0;
for (const site of readdirSync(root).filter((name) => !name.includes("."))) {
  for (const path of pages(site, site === "shanghai-2023")) {
    await page.goto(url(site, path));
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      for (const view of [WIDE, NARROW]) {
        await page.setViewport(view);
        const where = `${site}/${path} ${scheme} ${view.width}`;
        await audit(where);
        looked += 1;
        // The page itself never scrolls sideways; wide tables do so by themselves.
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) fault(`${where}: ${over} pixels too wide`);
        if (pictures) {
          mkdirSync(pictures, { recursive: true });
          const name = `${site}-${path.replaceAll("/", "-")}-${scheme}-${view.width}.png`;
          await page.screenshot({ path: join(pictures, name), fullPage: true });
        }
      }
    }
    if (pictures) {
      await page.pdf({ path: join(pictures, `${site}-${path.replaceAll("/", "-")}.pdf`), preferCSSPageSize: true });
    }
  }
}

// The search, by keyboard alone: from the first page, through the skip link, into the box.
await page.setViewport(WIDE);
async function tab(until, most) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(until)) return true;
  }
  return false;
}
for (const [lang, words] of [["zh", "安徽理工"], ["zh", "ahlgdx"], ["en", "ahlgdx"], ["en", "anhuiligong"], ["en", "安徽 理工"]]) {
  const where = `search ${lang} ${words}`;
  await page.goto(url("shanghai-2023", lang, "index.html"));
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.activeElement.className === "skip"))) fault(`${where}: no skip link first`);
  if (!(await tab(() => document.activeElement.name === "q", 5))) { fault(`${where}: the box is not reached`); continue; }
  await page.keyboard.type(words);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  try {
    await page.waitForSelector("#results a", { timeout: 5000 });
  } catch {
    fault(`${where}: nothing is found`);
    continue;
  }
  const told = await page.$eval("#status", (status) => status.textContent);
  if (!/\d/.test(told)) fault(`${where}: the number of results is not told`);
  await audit(where);
  await page.focus("#q");
  if (!(await tab(() => !!document.activeElement.closest("#results"), 6))) fault(`${where}: no result is reached`);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const title = await page.title();
  if (!title.startsWith("安徽理工大学大学科技园")) fault(`${where}: leads to ${title}`);
}
// What is typed into the search page is found as it is typed, and nothing is found of nothing.
await page.goto(url("shanghai-2023", "en", "search.html"));
await page.type("#q", "zzzzqq");
await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("Nothing"), { timeout: 5000 })
  .catch(() => fault("search en: an empty answer is not told"));

// Without JavaScript everything but the search is there.
await page.setJavaScriptEnabled(false);
await page.goto(url("shanghai-2023", "en", "search.html"));
const without = await page.$eval("noscript", (element) => element.textContent);
if (!without.includes("JavaScript")) fault("search en: nothing is said where there is no JavaScript");

await browser.close();
console.log(`${looked} views audited, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
