// Small comforts. Every page works without this file; nothing here decides anything.
(() => {
  'use strict';
  const all = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const on = (element, event, act) => element.addEventListener(event, act);

  // After a failed form the reader's place is at the summary of the errors.
  const summary = document.querySelector('[data-focus]');
  if (summary) summary.focus();

  // A link of the summary leads into the field, not only near it.
  all('a[href^="#"]', (link) => on(link, 'click', () => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) target.focus();
  }));

  // One click, one submission. A page that comes back from the cache is usable again.
  all('form[data-once]', (form) => {
    let sent = false;
    on(form, 'submit', (event) => {
      if (sent) event.preventDefault();
      sent = true;
      form.setAttribute('aria-busy', 'true');
    });
    on(window, 'pageshow', () => {
      sent = false;
      form.removeAttribute('aria-busy');
    });
  });

  // Buttons that need a script are hidden in the page and appear with it.
  all('[data-dialog]', (button) => {
    const dialog = document.getElementById(button.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    button.hidden = false;
    on(button, 'click', () => dialog.showModal());
  });
  all('[data-print]', (button) => {
    button.hidden = false;
    on(button, 'click', () => window.print());
  });
  if (navigator.clipboard) {
    all('[data-copy]', (button) => {
      button.hidden = false;
      on(button, 'click', async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        const label = button.querySelector('.kern-label') || button;
        if (button.dataset.copied) label.textContent = button.dataset.copied;
      });
    });
  }

  // Chosen files with their size, and at once whether one is too large.
  const size = (bytes) => {
    const [number, unit] = bytes < 1e6 ? [bytes / 1024, 'KB'] : [bytes / 1048576, 'MB'];
    return `${number.toLocaleString(document.documentElement.lang || 'de', { maximumFractionDigits: 1 })} ${unit}`;
  };
  all('[data-upload]', (field) => {
    const input = field.querySelector('input[type="file"]');
    if (!input) return;
    const list = document.createElement('ul');
    list.className = 'lotse-files';
    list.setAttribute('aria-live', 'polite');
    input.after(list);
    on(input, 'change', () => {
      const limit = Number(field.dataset.maxBytes) || Infinity;
      list.replaceChildren(...Array.from(input.files, (file) => {
        const line = document.createElement('li');
        const large = file.size > limit;
        line.textContent = `${file.name} (${size(file.size)})${large ? ` – ${field.dataset.tooLarge || ''}` : ''}`;
        if (large) line.className = 'lotse-files__bad';
        return line;
      }));
    });
  });
})();
