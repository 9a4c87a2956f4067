// Shapes of what the scripts of a page share. They stand in one function of a page, one after
// another, so what one declares at its top the next ones see.

type Texts = Record<string, string>;
type Packed = { type: "Uint8" | "Uint16" | "Uint32"; shape: number[]; raw: string };
type Numbers = Uint8Array | Uint16Array | Uint32Array;
type Lonlat = [number, number];
type Cell = string | number | boolean | null;
type Head = {
  name: string;
  head: string;
  means: string;
  decimals: number | null;
  text: boolean;
  share: boolean;
};
type Table = { name: string; title: string; heads: Head[]; rows: Cell[][] };
type Style = { color: string; edge: string; width: number; size: number };
type Palette = Record<
  "water" | "land" | "own" | "edge" | "gemeente" | "outline" | "motorway" | "railway" | "ink" | "halo" | "place",
  string
>;
type Inks = {
  light: Palette;
  dark: Palette;
  minutes: [number, string][];
  tints: string[];
  scores: string[];
  gains: [number, string][];
  styles: Record<string, Style>;
};
type Collection = { type: "FeatureCollection"; features: any[] };
type Named = { name: string; rank: number; people: number; at: Lonlat };
type Base = {
  gemeenten: Collection;
  outline: Collection;
  neighbours: Collection;
  motorways?: Collection;
  railways?: Collection;
  roads_end: Collection;
  names: Named[];
  box: [number, number, number, number];
  no_tiles?: boolean;
  inks: Inks;
};
type View = { kind: string; base: Base; data: any; parts: Record<string, unknown> };
type Content = { lang: string; title: string; texts: Texts; credit: string; tables: Table[]; claims: Table | null; view: View | null };
type Changes = Record<string, string>;

/** Something that can be pointed at, chosen, and found by name. */
type Thing = {
  key: string;
  name: string;
  kind: string;
  also?: string;
  at: Lonlat;
  weight: number;
};

/** A band of a legend and of a picture. */
type Band = { upTo: number; color: string; label: string };

/** A part of a page, see main.js. */
type Part = { name: string; mount: (root: HTMLElement, data: any, page: Page) => void };

/** `rank` shows another order of sites, by their ids; null goes back. */
type Page = {
  state: State;
  content: Content;
  map: PageMap | null;
  rank?: (scores: Record<string, Scored> | null) => void;
};

declare const maplibregl: any;
