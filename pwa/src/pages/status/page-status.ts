import { REJECT_REASONS } from '@okosmero/moddable-app/contract';
import { type DeviceStatus, ROUTES, type ServiceHealth, type ServiceInfo } from '@okosmero/pi-service/contract';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { version } from '../../../package.json';
import { Query } from '../../controllers/query.js';
import { Ticker } from '../../controllers/ticker.js';
import { Watch } from '../../controllers/watch.js';
import { chainOf } from '../../data/chain.js';
import { heldBytes } from '../../data/sync.js';
import { base, card, control, facts, page as pageStyle } from '../../elements/styles.js';
import { bytes, dateTime, number } from '../../format.js';
import { Page } from '../page.js';
import './ok-chain.js';
import './ok-settings.js';
import { texts } from './texts.js';

/** Health is asked for this often while the page is open; news comes by the live connection in between. */
const REFRESH_MS = 15_000;

/** *Állapot*: where the data gets lost if it does, what is stored where, this phone's settings. */
@customElement('ok-page-status')
export class PageStatus extends Page {
  static override styles = [
    base,
    pageStyle,
    card,
    control,
    facts,
    css`
      h2 ~ p,
      h2 ~ .button {
        margin-top: 8px;
      }
    `,
  ];

  @state() private asked: ServiceHealth | null = null;
  @state() private held = 0;
  @state() private persistent = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #info = new Query<ServiceInfo>(this, {
    key: () => 'info',
    ask: () => this.app.mirror.document<ServiceInfo>(ROUTES.info),
    revision: () => this.app.mirror.revision,
  });

  constructor() {
    super();
    new Ticker(this, 10_000);
    new Watch(this, () => {
      const { live, reachable, sync, household, install } = this.app;
      return [live.health, reachable, sync.progress, household, install];
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => void this.#ask(), REFRESH_MS);
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render() {
    const { app } = this;
    const health = newer(app.live.health.value, this.asked);
    const device = this.#device(health);
    const now = Math.floor(app.live.now());
    return html`<div class="grid">
      <div class="stack">
        <ok-chain .links=${chainOf({ health, reachable: app.reachable.value, device, now })}></ok-chain>
        ${this.#reasons(health)} ${this.#storage(health)}
        <ok-settings .app=${app}></ok-settings>
      </div>
      <div class="stack">
        ${this.#install()} ${this.#versions(device)} ${this.#telegrams(device)} ${this.#board(device)}
      </div>
    </div>`;
  }

  async #ask(): Promise<void> {
    const answer = await this.app.api.health();
    if (answer.ok && answer.changed) this.asked = answer.value;
    this.held = this.meter === null ? 0 : heldBytes(await this.app.db.held(this.meter));
    this.persistent = (await navigator.storage?.persisted?.()) ?? false;
  }

  /** The board of the meter in force; of several, the one that was heard last. */
  #device(health: ServiceHealth | null): DeviceStatus | null {
    const own = (health?.devices ?? []).filter(({ info }) => this.meter === null || info?.meterId === this.meter);
    return own.sort((a, b) => (b.lastTelegram ?? 0) - (a.lastTelegram ?? 0))[0] ?? null;
  }

  #reasons(health: ServiceHealth | null) {
    if (health === null || health.reasons.length === 0) return nothing;
    return html`<section class="card notice">
      <h2>${texts().reasons}</h2>
      ${health.reasons.map(({ code, text }) => html`<p>${texts().reason[code] ?? text}</p>`)}
    </section>`;
  }

  #telegrams(device: DeviceStatus | null) {
    const text = texts();
    const telegrams = device?.health?.telegrams;
    if (telegrams === undefined) return nothing;
    return html`<section class="card">
      <h2>${text.telegrams}</h2>
      <dl class="facts">
        ${row(text.accepted, number(telegrams.accepted))}
        ${REJECT_REASONS.map((reason) => row(text.rejected[reason], number(telegrams.rejected[reason] ?? 0)))}
      </dl>
    </section>`;
  }

  #board(device: DeviceStatus | null) {
    const text = texts();
    const health = device?.health ?? null;
    if (health === null) return nothing;
    return html`<section class="card">
      <h2>${text.device} · ${device?.device}</h2>
      <dl class="facts">
        ${row(text.uptime, duration(health.uptime))} ${row(text.resetCause, text.reset[health.resetCause])}
        ${health.rssi === null ? nothing : row(text.signal, `${number(health.rssi)} dBm`)}
        ${row(text.heap, bytes(health.heap.lowest))}
        ${row(text.recorded, number(health.log.next - health.log.oldest))}
      </dl>
    </section>`;
  }

  #storage(health: ServiceHealth | null) {
    const text = texts();
    const full = this.app.sync.progress.value.state === 'full';
    return html`<section class="card">
      <h2>${text.storage}</h2>
      <dl class="facts">
        ${row(text.onPhone, bytes(this.held))}
        ${row(text.persistent, this.persistent ? text.persistentYes : text.persistentNo)}
        ${row(text.onService, health === null ? '–' : bytes(health.disk.archiveBytes))}
        ${row(text.freeOnService, health === null ? '–' : bytes(health.disk.freeBytes))}
        ${row(text.lastBackup, health?.lastBackup ? dateTime(health.lastBackup) : text.noBackup)}
      </dl>
      ${this.app.db.place === 'memory' ? html`<p class="muted">${text.memoryOnly}</p>` : nothing}
      ${full ? html`<p class="full">${text.full}</p>` : nothing}
    </section>`;
  }

  #versions(device: DeviceStatus | null) {
    const text = texts();
    const firmware = device?.info?.firmware;
    const service = this.#info.value?.version;
    return html`<section class="card">
      <h2>${text.versions}</h2>
      <dl class="facts">
        ${row(text.app, version)} ${row(text.service, service ?? '–')}
        ${firmware === undefined ? nothing : row(text.firmware, firmware)}
      </dl>
    </section>`;
  }

  #install() {
    const text = texts();
    const installed = matchMedia('(display-mode: standalone)').matches;
    const install = this.app.install.value;
    const help = isSecureContext ? [text.installIos, text.installAndroid, text.installDesktop] : [text.installHttps];
    return html`<section class="card">
      <h2>${text.install}</h2>
      ${install === null || installed ? nothing : html`<button class="button primary" @click=${install}>${text.installNow}</button>`}
      ${(installed ? [text.installed] : help).map((line) => html`<p class="muted">${line}</p>`)}
    </section>`;
  }
}

const row = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;

function newer(live: ServiceHealth | null, asked: ServiceHealth | null): ServiceHealth | null {
  if (live === null || asked === null) return live ?? asked;
  return live.now >= asked.now ? live : asked;
}

function duration(seconds: number): string {
  const text = texts();
  if (seconds >= 2 * 86_400) return text.days(number(Math.floor(seconds / 86_400)));
  if (seconds >= 2 * 3600) return text.hours(number(Math.floor(seconds / 3600)));
  return text.minutes(number(Math.floor(seconds / 60)));
}

export { PageStatus as page };
