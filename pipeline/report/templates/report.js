// Marks the section being read in the table of contents. The page is complete without it.
const links = new Map([...document.querySelectorAll("nav.contents a")].map((a) => [a.hash.slice(1), a]));
const seen = new Set();
const watch = new IntersectionObserver((entries) => {
  for (const entry of entries) entry.isIntersecting ? seen.add(entry.target.id) : seen.delete(entry.target.id);
  const current = [...links.keys()].find((id) => seen.has(id));
  for (const [id, link] of links) id === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
}, { rootMargin: "-15% 0px -70% 0px" });
for (const id of links.keys()) watch.observe(document.getElementById(id));
