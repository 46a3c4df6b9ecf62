// Passkeys (Web Authentication). Without this file, or in a browser without passkeys, the password stays.
// The browser's answer goes out in the form on the page; the server decides.
(() => {
  'use strict';
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const listed = (list) => (list || []).map((entry) => ({ ...entry, id: bytes(entry.id) }));

  // By hand what `parseCreationOptionsFromJSON` and `toJSON` do where they exist.
  const asked = (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) publicKey.excludeCredentials = listed(options.excludeCredentials);
    if (options.allowCredentials) publicKey.allowCredentials = listed(options.allowCredentials);
    return { publicKey };
  };
  const answered = (credential) => {
    const { response } = credential;
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (response[name]) parts[name] = text(response[name]);
    }
    const { credProps } = credential.getClientExtensionResults();
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts,
      clientExtensionResults: credProps ? { credProps } : {},
    });
  };

  /** Why not, as a sentence of the page. */
  const reason = (form, error) => {
    const words = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known', SecurityError: 'address', TypeError: 'offline' };
    return error.detail || form.dataset[words[error.name]] || form.dataset.failed;
  };

  const line = (words) => {
    const [paragraph, icon, body] = ['p', 'span', 'span'].map((name) => document.createElement(name));
    paragraph.className = 'kern-error';
    icon.className = 'kern-icon kern-icon--danger';
    icon.setAttribute('aria-hidden', 'true');
    body.className = 'kern-body';
    body.textContent = words;
    paragraph.append(icon, body);
    return paragraph;
  };

  const question = async (form) => {
    const answer = await fetch(form.dataset.question, {
      method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams({ _token: form.elements._token.value }),
    });
    const content = await answer.json();
    if (!answer.ok) throw Object.assign(new Error('refused'), { detail: content.detail });
    return content;
  };

  document.querySelectorAll('form[data-passkey]').forEach((form) => {
    form.hidden = false;
    const place = form.querySelector('[data-passkey-message]');
    let running = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (running) return;
      running = true;
      place.replaceChildren();
      form.setAttribute('aria-busy', 'true');
      try {
        const options = asked(await question(form));
        const credential = await navigator.credentials[form.dataset.passkey](options);
        form.elements.antwort.value = answered(credential);
        form.submit();
        return;
      } catch (error) {
        place.append(line(reason(form, error)));
      }
      running = false;
      form.removeAttribute('aria-busy');
    });
  });
  document.querySelectorAll('[data-passkey-missing]').forEach((line) => { line.hidden = true; });
})();
