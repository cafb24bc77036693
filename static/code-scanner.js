// <code-scanner>: reads the QR code of a volunteer with the camera and sends the form it stands around.
// Where there is no camera, no permission or no BarcodeDetector, the form below is typed in as before.
const can = 'BarcodeDetector' in window && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
const RUNNING = 'code-scanner';

customElements.define('code-scanner', class extends HTMLElement {
  async connectedCallback() {
    if (!can || !(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return;
    this.detector = new BarcodeDetector({ formats: ['qr_code'] });
    this.button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn block', textContent: this.dataset.start });
    this.button.addEventListener('click', () => this.stream ? this.stop() : this.start());
    this.prepend(this.button);
    if (sessionStorage.getItem(RUNNING)) this.start();
  }
  disconnectedCallback() { this.close(); }
  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    } catch {
      this.button.replaceWith(Object.assign(document.createElement('p'), { className: 'soft', textContent: this.dataset.none }));
      sessionStorage.removeItem(RUNNING);
      return;
    }
    sessionStorage.setItem(RUNNING, '1');
    this.video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, srcObject: this.stream });
    this.prepend(this.video);
    this.button.textContent = this.dataset.stop;
    await this.video.play();
    this.look();
  }
  stop() { sessionStorage.removeItem(RUNNING); this.close(); this.button.textContent = this.dataset.start; }
  close() {
    if (this.stream) this.stream.getTracks().forEach(track => track.stop());
    if (this.video) this.video.remove();
    this.stream = null;
  }
  async look() {
    if (!this.stream) return;
    const found = await this.detector.detect(this.video).catch(() => []);
    const text = found.length ? found[0].rawValue.trim() : '';
    if (/^[0-9A-Z]{4,12}$/i.test(text)) {
      const form = this.querySelector('form');
      form.elements.code.value = text;
      form.elements.by.value = 'camera';
      this.close();
      form.requestSubmit();
    } else setTimeout(() => this.look(), 200);
  }
});
