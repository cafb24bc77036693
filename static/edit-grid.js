// <edit-grid>: a table of ordinary inputs, moved through and filled like a spreadsheet. Without it the form still posts.
// Enter saves and goes down, Esc puts back, Ctrl+D copies from above; each changed row is saved on leaving it.
const plain = text => String(text).replace(/[０-９．－]/g, c => String.fromCharCode(c.charCodeAt(0) - 65248)).replace(/[,，\s¥￥]/g, '');
const field = input => input.name.split('.')[0];

// Exact, half up: floats would turn 1.005 × 100 into a fen too little.
function product(texts, digits) {
  let value = 1n, scale = 0;
  for (const text of texts) {
    const [, sign, whole, part = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text) || [];
    if (whole === undefined || !(whole + part)) return null;
    value *= BigInt(sign + whole + part); scale += part.length;
  }
  if (scale <= digits) return value * 10n ** BigInt(digits - scale);
  const unit = 10n ** BigInt(scale - digits), half = value < 0n ? -unit : unit;
  return (value * 2n + half) / (unit * 2n);
}

function written(minor, digits) {
  const text = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0'), cut = text.length - digits;
  return (minor < 0n ? '−' : '') + text.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ',') + (digits ? '.' + text.slice(cut) : '');
}

customElements.define('edit-grid', class extends HTMLElement {
  connectedCallback() {
    this.digits = Number(this.dataset.decimals || 2);
    this.addEventListener('focusin', e => this.enter(e.target));
    this.addEventListener('focusout', e => this.leave(e));
    this.addEventListener('keydown', e => this.press(e));
    this.addEventListener('input', e => this.touch(e.target));
    this.addEventListener('paste', e => this.paste(e));
    if (this.contains(document.activeElement)) this.enter(document.activeElement);
  }
  get form() { return this.querySelector('form'); }
  rows() { return [...this.querySelectorAll('tbody tr')].filter(row => row.querySelector('.cell')); }
  cells(row) { return [...row.querySelectorAll('.cell')]; }
  enter(cell) { if (cell.matches('.cell')) { cell.dataset.was = cell.value; if (cell.select) cell.select(); } }
  leave(e) {
    const row = e.target.closest('tr');
    if (row && !row.contains(e.relatedTarget)) this.save(row);
  }
  touch(cell) { const row = cell.closest('tr'); if (row) { row.dirty = true; this.sum(); } }
  put(cell, text) { if (cell.value !== text) { cell.value = text; this.touch(cell); } }
  press(e) {
    const cell = e.target;
    if (!cell.matches('.cell') || e.isComposing || e.keyCode === 229) return;
    const rows = this.rows(), row = cell.closest('tr'), r = rows.indexOf(row), c = this.cells(row).indexOf(cell);
    const list = cell.matches('select'), up = e.key === 'ArrowUp' && !list || e.key === 'Enter' && e.shiftKey;
    if (e.key === 'Enter' && 'new' in row.dataset && row.dirty) { e.preventDefault(); this.submit(); }
    else if (up || e.key === 'Enter' || e.key === 'ArrowDown' && !list) {
      e.preventDefault();
      const next = rows[r + (up ? -1 : 1)], target = next && this.cells(next)[c];
      if (target) target.focus(); else this.save(row);
    } else if (e.key === 'Escape' && 'was' in cell.dataset) { this.put(cell, cell.dataset.was); if (cell.select) cell.select(); }
    else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'd' && r > 0) { e.preventDefault(); this.put(cell, this.cells(rows[r - 1])[c].value); }
  }
  paste(e) {
    const text = e.clipboardData.getData('text').replace(/[\r\n]+$/, ''), start = e.target;
    if (!/[\t\n]/.test(text) || !start.matches('.cell')) return;
    e.preventDefault();
    let rows = this.rows();
    const r = rows.indexOf(start.closest('tr')), c = this.cells(rows[r]).indexOf(start), blank = this.querySelector('[data-new]');
    const lines = text.split(/\r?\n/).map(line => line.split('\t'));
    for (let n = 1; blank && r + lines.length > rows.length; n += 1, rows = this.rows()) {
      const row = blank.cloneNode(true);
      for (const cell of this.cells(row)) { cell.name = `${field(cell)}.new-${n}`; cell.value = ''; }
      rows[rows.length - 1].after(row);
    }
    lines.forEach((line, i) => line.forEach((value, j) => {
      const cell = rows[r + i] && this.cells(rows[r + i])[c + j];
      if (cell) this.put(cell, value.trim().replace(/^"(.*)"$/, '$1'));
    }));
    if (rows.some(row => 'new' in row.dataset && row.dirty)) this.submit(); else rows.forEach(row => this.save(row));
  }
  submit() { if (this.form.requestSubmit) this.form.requestSubmit(); else this.form.submit(); }
  sum() {
    let all = 0n;
    for (const body of this.querySelectorAll('tbody')) {
      let group = 0n;
      for (const out of body.querySelectorAll('[data-amount]')) {
        const factors = [...out.closest('tr').querySelectorAll('[data-factor]')], texts = factors.map(input => plain(input.value)).filter(Boolean);
        const needed = out.matches('input') ? factors.length : 1;   // a lump sum stays until both factors are there
        const minor = texts.length >= needed ? product(texts, this.digits) : null;
        if (minor !== null) out.value = written(minor, this.digits);
        group += minor !== null ? minor : product([plain(out.value).replace('−', '-') || '0'], this.digits) || 0n;
      }
      body.querySelectorAll('[data-sum]').forEach(out => { out.textContent = written(group, this.digits); });
      all += group;
    }
    document.querySelectorAll('[data-total]').forEach(out => { out.textContent = written(all, this.digits); });
  }
  save(row) {
    if (!row.dirty || !row.dataset.save) return;
    row.dirty = false;
    row.turn = (row.turn || Promise.resolve()).then(() => this.send(row));   // one at a time: the next needs the new version
  }
  async send(row) {
    const inputs = [...row.querySelectorAll('[name]')], body = new URLSearchParams();
    for (const input of this.form.querySelectorAll('[type=hidden]')) if (!input.name.includes('.')) body.set(input.name, input.value);
    body.set('_once', [...crypto.getRandomValues(new Uint8Array(12))].map(n => n.toString(16).padStart(2, '0')).join(''));
    for (const input of inputs) body.set(field(input), input.value);
    let answer = {}, good = false;
    try {
      const reply = await fetch(row.dataset.save, { method: 'POST', body, keepalive: true, headers: { Accept: 'application/json' } });
      answer = await reply.json(); good = reply.ok;
    } catch { good = false; }   // no network, or a page instead of an answer: never call that saved
    const wrong = answer.by_field || {};
    for (const input of inputs) {
      const name = field(input);
      if (name in wrong) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
      if (good && name in answer && input.type === 'hidden') input.value = answer[name];
    }
    for (const out of row.querySelectorAll('[data-answer]')) if (out.dataset.answer in answer) out.textContent = answer[out.dataset.answer];
    row.classList.toggle('saved', good);
    row.dirty = row.dirty || !good;
    const status = this.querySelector('[data-status]'), said = [answer.message || (good ? this.dataset.saved : this.dataset.failed), ...Object.values(wrong)];
    if (status) { status.classList.toggle('bad', !good); status.textContent = `${this.cells(row)[0].value}: ${said.filter(Boolean).join(' ')}`; }
  }
});
