/** Colours that documents and their charts share. Documents are light, as paper is. */
export const colours = {
  ink: '#1b2430',
  muted: '#5d6877',
  line: '#dfe3e8',
  grid: '#e9ecf0',
  axis: '#9aa4b1',
  accent: '#1f4e8c',
  bar: '#b3c3d9',
  grace: '#d79a3a',
  noData: '#c3cbd4',
  weekend: '#f5f7f9',
  zero: '#6b7a8d',
  paper: '#ffffff',
  desk: '#f1f3f5',
} as const;
