// Preact and htm in one file, copied from npm at set-up; its types stand in preact.d.ts.
export * from "./vendor/preact.js";
