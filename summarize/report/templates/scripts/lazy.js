// Long lists: a chunk of them is built when it comes near the window, or when a link leads into it.

const OBSERVER = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) entry.target.lazyChunk.make();
}, { rootMargin: "900px 0px" });

class Chunk {
  constructor(list, from, to) {
    Object.assign(this, { list, from, to, made: null });
    this.holder = list.hold((to - from) * list.estimate);
    this.holder.lazyChunk = this;
  }

  make() {
    if (this.made) return;
    OBSERVER.unobserve(this.holder);
    this.made = this.list.items.slice(this.from, this.to).map((item, at) => this.list.build(item, this.from + at));
    this.list.release(this.holder);
    replaceContent(this.holder, this.made);
  }
}

/** A list in a container. `build(item, at)` gives an element; `estimate` is its likely height in pixels. */
class LazyList {
  constructor(container, { size = 20, estimate, build }) {
    Object.assign(this, { container, size, estimate, build, items: [], chunks: [] });
  }

  hold(height) {
    const holder = el("div", { class: "chunk" });
    holder.style.minHeight = `${height}px`;
    return holder;
  }

  release(holder) {
    holder.style.minHeight = "";
  }

  set(items) {
    for (const chunk of this.chunks) OBSERVER.unobserve(chunk.holder);
    this.items = items;
    this.chunks = [];
    for (let from = 0; from < items.length; from += this.size) {
      this.chunks.push(new Chunk(this, from, Math.min(from + this.size, items.length)));
    }
    this.chunks[0]?.make();
    this.container.replaceChildren(...this.chunks.map((chunk) => chunk.holder));
    for (const chunk of this.chunks.slice(1)) OBSERVER.observe(chunk.holder);
  }

  /** The element of an item, built if need be. */
  show(at) {
    const number = Math.floor(at / this.size);
    const chunk = this.chunks[number];
    for (const near of [chunk, this.chunks[number - 1], this.chunks[number + 1]]) near?.make();
    return chunk.made[at - chunk.from];
  }

  all() {
    for (const chunk of this.chunks) chunk.make();
  }
}

/** A long list as the rows of a table, each chunk a table body. */
class LazyRows extends LazyList {
  hold(height) {
    const cell = el("td", { colspan: 99 });
    cell.style.height = `${height}px`;
    return el("tbody", {}, el("tr", { class: "chunk", "aria-hidden": "true" }, cell));
  }

  release() {}

  set(items) {
    const head = this.container.tHead;
    super.set(items);
    this.container.prepend(head);
  }
}
