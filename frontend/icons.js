// @ts-check
/** The icons: a 20 px grid, 1.5 px strokes, round caps; drawn for this product. The value is what stands inside the svg. */
/** @type {Record<string, string>} */
export const ICONS = {
  phone:
    '<path d="M5.2 3.2h1.6c.6 0 1.1.3 1.3.9l.7 2.1c.1.5 0 1-.4 1.3l-1 .9a9.4 9.4 0 0 0 4.2 4.2l.9-1c.3-.4.8-.5 1.3-.4l2.1.7c.6.2.9.7.9 1.3v1.6c0 1-.8 1.9-1.9 1.8C8.7 16 4 11.3 3.4 5.1c-.1-1.1.8-1.9 1.8-1.9z"/>',
  hangup:
    '<path d="M2.4 11.9c0-1 .3-1.7 1-2.2 3.9-3 9.3-3 13.2 0 .7.5 1 1.2 1 2.2v.8c0 .6-.5 1-1.1.9l-2.5-.5c-.5-.1-.9-.5-.9-1v-1.4a9.8 9.8 0 0 0-6.2 0v1.4c0 .5-.4.9-.9 1l-2.5.5c-.6.1-1.1-.3-1.1-.9z"/>',
  "arrow-in": '<path d="M14.5 5.5l-8.5 8.5M6 7.5V14h6.5"/>',
  "arrow-out": '<path d="M5.5 14.5L14 6M7.5 6H14v6.5"/>',
  "arrow-missed":
    '<path d="M2.75 14c0-.8.3-1.4.8-1.8 3.6-2.7 9.3-2.7 12.9 0 .5.4.8 1 .8 1.8v.7c0 .5-.4.9-1 .8l-2.3-.4c-.4-.1-.75-.45-.75-.9V13a9.5 9.5 0 0 0-6.4 0v1.2c0 .45-.35.8-.75.9l-2.3.4c-.6.1-1-.3-1-.8zM7.75 2.75l4.5 4.5M12.25 2.75l-4.5 4.5"/>',
  contacts:
    '<circle cx="8" cy="6.9" r="2.9"/><path d="M2.75 16.25c.3-2.9 2.4-4.6 5.25-4.6s4.95 1.7 5.25 4.6"/><path d="M12.9 4.3a2.7 2.7 0 0 1 0 5.2M15 12.3c1.3.7 2.1 2.1 2.3 3.95"/>',
  user:
    '<circle cx="10" cy="6.9" r="3.15"/><path d="M4 16.5c.35-3 2.7-4.75 6-4.75s5.65 1.75 6 4.75"/>',
  dialpad:
    '<circle cx="4.5" cy="3.9" r="1.25" fill="currentColor" stroke="none"/><circle cx="4.5" cy="9" r="1.25" fill="currentColor" stroke="none"/><circle cx="4.5" cy="14.1" r="1.25" fill="currentColor" stroke="none"/><circle cx="10" cy="3.9" r="1.25" fill="currentColor" stroke="none"/><circle cx="10" cy="9" r="1.25" fill="currentColor" stroke="none"/><circle cx="10" cy="14.1" r="1.25" fill="currentColor" stroke="none"/><circle cx="15.5" cy="3.9" r="1.25" fill="currentColor" stroke="none"/><circle cx="15.5" cy="9" r="1.25" fill="currentColor" stroke="none"/><circle cx="15.5" cy="14.1" r="1.25" fill="currentColor" stroke="none"/><circle cx="10" cy="18.2" r="1.25" fill="currentColor" stroke="none"/>',
  sliders:
    '<path d="M2.75 6h6.5M14.75 6h2.5M2.75 14h2.5M10.75 14h6.5"/><circle cx="12" cy="6" r="2.25"/><circle cx="8" cy="14" r="2.25"/>',
  search: '<circle cx="8.75" cy="8.75" r="5.5"/><path d="M12.9 12.9l4.1 4.1"/>',
  mic:
    '<rect x="7.5" y="2.75" width="5" height="8.75" rx="2.5"/><path d="M4.75 9.25a5.25 5.25 0 0 0 10.5 0M10 14.5v2.75"/>',
  "mic-off":
    '<rect x="7.5" y="2.75" width="5" height="8.75" rx="2.5"/><path d="M4.75 9.25a5.25 5.25 0 0 0 10.5 0M10 14.5v2.75"/><path d="M3.25 3.25l13.5 13.5"/>',
  transfer: '<path d="M3 15v-2.5c0-3 2-5 5-5h8.5M13 3.75l3.75 3.75L13 11.25"/>',
  pause: '<path d="M7.25 4.75v10.5M12.75 4.75v10.5" stroke-width="2"/>',
  play: '<path d="M6.75 4.5v11l9-5.5z"/>',
  speaker:
    '<path d="M3 8v4h2.75L10 15.5v-11L5.75 8z"/><path d="M12.75 7.5a3.5 3.5 0 0 1 0 5M15 5.25a6.7 6.7 0 0 1 0 9.5"/>',
  headset:
    '<path d="M3.75 11v-1a6.25 6.25 0 0 1 12.5 0v1"/><rect x="2.75" y="10.75" width="3.5" height="5" rx="1.5"/><rect x="13.75" y="10.75" width="3.5" height="5" rx="1.5"/>',
  "chev-down": '<path d="M5.5 8l4.5 4.5L14.5 8"/>',
  "chev-right": '<path d="M8 5.5l4.5 4.5L8 14.5"/>',
  "chev-left": '<path d="M12 5.5L7.5 10l4.5 4.5"/>',
  building:
    '<path d="M4.25 17V4.25c0-.55.45-1 1-1h5.5c.55 0 1 .45 1 1V17M11.75 8.5h3c.55 0 1 .45 1 1V17M2.5 17h15M7 6.5h2M7 9.5h2M7 12.5h2"/>',
  lock:
    '<rect x="4.25" y="8.75" width="11.5" height="7.75" rx="1.5"/><path d="M7 8.75V6.5a3 3 0 0 1 6 0v2.25"/>',
  mobile: '<rect x="5.75" y="2.5" width="8.5" height="15" rx="1.75"/><path d="M9 14.75h2"/>',
  landline:
    '<path d="M4.5 9.25h11l1.25 6.25c.1.55-.3 1-.85 1H4.1c-.55 0-.95-.45-.85-1z"/><path d="M2.75 6.5c0-3 14.5-3 14.5 0v1.25h-3.5V6.5h-7.5v1.25h-3.5z"/><circle cx="8" cy="12" r="0.8" fill="currentColor" stroke="none"/><circle cx="12" cy="12" r="0.8" fill="currentColor" stroke="none"/><circle cx="8" cy="14.3" r="0.8" fill="currentColor" stroke="none"/><circle cx="12" cy="14.3" r="0.8" fill="currentColor" stroke="none"/>',
  check: '<path d="M4.25 10.5L8 14.25l7.75-8"/>',
  x: '<path d="M5.25 5.25l9.5 9.5M14.75 5.25l-9.5 9.5"/>',
  copy: '<rect x="7" y="7" width="9.75" height="9.75" rx="1.5"/><path d="M13 4.5v-.25c0-.55-.45-1-1-1H4.25c-.55 0-1 .45-1 1V12c0 .55.45 1 1 1h.25"/>',
  backspace:
    '<path d="M7.25 4.5h8.5c.7 0 1.25.55 1.25 1.25v8.5c0 .7-.55 1.25-1.25 1.25h-8.5L2.75 10zM9.5 8l4 4M13.5 8l-4 4"/>',
  clipboard:
    '<rect x="4.25" y="4" width="11.5" height="13" rx="1.5"/><path d="M7.5 5.5V3.25c0-.3.2-.5.5-.5h4c.3 0 .5.2.5.5V5.5zM7.5 9.5h5M7.5 12.5h3"/>',
  info:
    '<circle cx="10" cy="10" r="7"/><path d="M10 9.25v4.25"/><circle cx="10" cy="6.6" r="0.95" fill="currentColor" stroke="none"/>',
  warn:
    '<path d="M10 3.25l7.25 12.9H2.75zM10 8.25v3.5"/><circle cx="10" cy="13.75" r="0.85" fill="currentColor" stroke="none"/>',
  refresh: '<path d="M16 10a6 6 0 1 1-1.85-4.35L16 7.25M16 3.5v3.75h-3.75"/>',
  bell:
    '<path d="M10 3a4.75 4.75 0 0 0-4.75 4.75c0 4-1.75 4.9-1.75 6h13c0-1.1-1.75-2-1.75-6A4.75 4.75 0 0 0 10 3zM8.25 16.5c.7.9 2.8.9 3.5 0"/>',
  "bell-off":
    '<path d="M10 3a4.75 4.75 0 0 0-4.75 4.75c0 4-1.75 4.9-1.75 6h13c0-1.1-1.75-2-1.75-6A4.75 4.75 0 0 0 10 3zM8.25 16.5c.7.9 2.8.9 3.5 0"/><path d="M3.25 3.25l13.5 13.5"/>',
  logout:
    '<path d="M8.5 3.5H5.25c-.7 0-1.25.55-1.25 1.25v10.5c0 .7.55 1.25 1.25 1.25H8.5M12.75 6.5l3.5 3.5-3.5 3.5M16.25 10H8"/>',
  unplug:
    '<path d="M7 3v3.5M13 3v3.5M4.75 6.5h10.5V9.25a5.25 5.25 0 0 1-10.5 0zM10 14.5V17.5"/><path d="M3.25 3.25l13.5 13.5"/>',
  monitor:
    '<rect x="2.75" y="3.75" width="14.5" height="9.5" rx="1.5"/><path d="M7 16.5h6M10 13.25v3.25"/>',
  callback:
    '<rect x="8.75" y="2.75" width="8" height="14.5" rx="1.75"/><path d="M11.75 14.75h2M6.25 7L3 10l3.25 3M3 10h8.5"/>',
  keyboard:
    '<rect x="2.25" y="5" width="15.5" height="10" rx="1.5"/><path d="M6.75 12.25h6.5"/><circle cx="5.3" cy="8.4" r="0.8" fill="currentColor" stroke="none"/><circle cx="8.4" cy="8.4" r="0.8" fill="currentColor" stroke="none"/><circle cx="11.6" cy="8.4" r="0.8" fill="currentColor" stroke="none"/><circle cx="14.7" cy="8.4" r="0.8" fill="currentColor" stroke="none"/>',
  pulse: '<path d="M2.5 10h3.25l2.25-5.25 4 10.5L14.25 10h3.25"/>',
  download: '<path d="M10 3.25v9.25M6.25 9L10 12.75 13.75 9M3.75 16.5h12.5"/>',
  file:
    '<path d="M5 3.25h6.5L15.5 7v8.75c0 .55-.45 1-1 1H5.5c-.55 0-1-.45-1-1V3.75c0-.3.2-.5.5-.5zM11.25 3.5V7.25h4M7.5 10.5h5M7.5 13.25h3.5"/>',
  help:
    '<circle cx="10" cy="10" r="7"/><path d="M7.9 8.1a2.15 2.15 0 1 1 3.3 1.8c-.75.5-1.2.9-1.2 1.75"/><circle cx="10" cy="13.9" r="0.95" fill="currentColor" stroke="none"/>',
  clock: '<circle cx="10" cy="10" r="7"/><path d="M10 6v4.25l2.9 1.8"/>',
};

/** The app's mark on a 64 px grid: a cloud that is a switchboard, one jack patched; the cord ends in a terminal. */
export const LOGO =
  'M18.8 43C12.8 43 8.5 38.9 8.5 33.5c0-5 3.6-8.9 8.5-9.5C18.7 16.3 25 11 32.6 11c8.2 0 14.9 5.7 16.4 13.4 4 1.1 6.5 4.6 6.5 9 0 5.4-4.1 9.6-9.3 9.6h-2.2V35.46a3 3 0 1 0-4 0V43zM20.5 30.2a3 3 0 1 0 0 6a3 3 0 1 0 0-6zM31 30.2a3 3 0 1 0 0 6a3 3 0 1 0 0-6z';
export const CORD = 'M42 43v6a6 6 0 0 1-6 6H15';
