/**
 * Gives a file that was dropped or chosen, as it is, with a progress bar. Text is packed on the way: it shrinks to a tenth. Without it a page takes pasted
 * text. It stands in a module because tsc copies nothing else. XMLHttpRequest, since fetch does not tell how much was sent.
 * `options`: path to send to, the fields of the form that go along, what to say of several files, the command that takes more, the page to come back to.
 * The answer names the page to go to.
 */
export const DROP_ZONE = `  function dropZone(options) {
    const zone = document.querySelector('[data-drop]');
    if (!zone) return;
    const form = zone.closest('form');
    const find = (name) => zone.querySelector('[data-' + name + ']');
    const [input, bar, said, stop, fault] = ['file', 'bar', 'said', 'stop', 'fault'].map(find);
    const most = Number(zone.dataset.most);
    const mb = (bytes) => (bytes / 1048576).toLocaleString('en', { maximumFractionDigits: bytes < 10485760 ? 1 : 0 }) + ' MB';
    let request = null;
    zone.hidden = false;

    function busy(on) {
      zone.classList.toggle('busy', on);
      input.disabled = on;
      bar.hidden = stop.hidden = !on;
      if (on) fault.hidden = true; else said.textContent = '';
    }
    function refuse(message, lines) {
      busy(false);
      request = null;
      input.value = '';
      fault.hidden = false;
      const first = fault.querySelector('p');
      first.textContent = message;
      fault.querySelectorAll('ul').forEach((list) => list.remove());
      if (!lines || lines.length === 0) return;
      const list = document.createElement('ul');
      for (const one of lines.slice(0, 5)) list.appendChild(document.createElement('li')).textContent = 'Line ' + one.line + ' ' + one.reason;
      first.after(list);
    }

    // What shrinks far more than text does looks like a bomb to the server: then it goes as it is.
    async function packed(file) {
      if (file.size < 65536 || typeof CompressionStream !== 'function') return file;
      const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
      if ((head[0] === 0x1f && head[1] === 0x8b) || (head[0] === 0x50 && head[1] === 0x4b)) return file;
      const smaller = await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob();
      return smaller.size * 60 < file.size || smaller.size > file.size * 0.9 ? file : smaller;
    }

    async function give(files) {
      if (request) return;
      // What is asked for beside the file stands first: without it the way would be made for nothing.
      for (const name of options.fields) if (!form.elements[name].reportValidity()) { input.value = ''; return; }
      if (files.length > 1) return refuse('One file at a time, please. ' + options.several);
      const [file] = files;
      if (file.size === 0) return refuse(file.name + ' is empty, or a folder.');
      request = new XMLHttpRequest();
      const mine = request;
      busy(true);
      bar.removeAttribute('value');
      said.textContent = 'Packing ' + file.name + ' (' + mb(file.size) + ')';
      let body;
      try { body = await packed(file); } catch { return refuse(file.name + ' could not be read. Is it still there?'); }
      if (request !== mine) return;
      if (body.size > most) return refuse(file.name + ' is ' + mb(body.size) + ' on the way, and at most ' + mb(most) + ' are taken here. Split it, or use the command line: ' + options.command + '.');
      const query = new URLSearchParams({ file_name: file.name });
      for (const name of options.fields) query.set(name, form.elements[name].value);
      mine.open('POST', options.path + '?' + query);
      mine.setRequestHeader('Accept', 'application/json');
      mine.setRequestHeader('Content-Type', 'application/octet-stream');
      mine.upload.onprogress = (event) => {
        bar.max = body.size;
        bar.value = event.loaded;
        said.textContent = 'Sending ' + file.name + ': ' + mb(event.loaded) + ' of ' + mb(body.size);
      };
      mine.upload.onload = () => {
        bar.removeAttribute('value');
        said.textContent = 'Reading ' + file.name;
      };
      mine.onload = () => {
        let answer;
        try { answer = JSON.parse(mine.responseText); } catch { return location.assign('/desk?return_to=' + options.page); }
        if (mine.status < 300 && answer.page) return location.assign(answer.page);
        // A fault of one field says more than what stands over all of them.
        const detail = ((answer.errors && answer.errors[0] && answer.errors[0].detail) || answer.detail || answer.title || 'It could not be taken.').split('; readable: ')[0];
        // What it may be is filled in where one can look at it.
        for (const name of Object.keys(answer.fields || {})) {
          const field = form.elements[name];
          if (!field || field.value) continue;
          field.value = answer.fields[name];
          const more = field.closest('details');
          if (more) more.open = true;
        }
        refuse(detail.charAt(0).toUpperCase() + detail.slice(1), answer.bad);
      };
      mine.onerror = () => refuse('The connection broke off. Nothing was taken in; try again.');
      mine.send(body);
    }

    // A form holds less than a file, and a browser that is told so afterwards has lost the text: what is long goes the way of a file, and stays in its field.
    form.addEventListener('submit', (event) => {
      const pasted = form.elements.text.value;
      if (pasted.length < 300000) return;
      event.preventDefault();
      give([new File([pasted.replace(/\\r\\n/g, '\\n')], 'pasted text', { type: 'text/plain' })]);
      zone.scrollIntoView({ block: 'nearest' });
    });
    input.addEventListener('change', () => { if (input.files.length > 0) give(input.files); });
    stop.addEventListener('click', () => { if (request) request.abort(); request = null; input.value = ''; busy(false); input.focus(); });
    // A file that misses the zone must not replace the page.
    for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault());
    let over = 0;
    zone.addEventListener('dragenter', () => { over++; zone.classList.add('over'); });
    zone.addEventListener('dragleave', () => { if (--over <= 0) { over = 0; zone.classList.remove('over'); } });
    zone.addEventListener('drop', (event) => {
      over = 0;
      zone.classList.remove('over');
      if (event.dataTransfer.files.length > 0) give(event.dataTransfer.files);
    });
  }
`
