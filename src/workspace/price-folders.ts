import { builtInPriceBooks, type PriceBookFolder } from '../prices/price-files.ts';
import type { Workspace } from './workspace.ts';

/** Returns the folder of the built-in price books and that of a workspace. */
export function priceFolders({ prices }: Workspace): PriceBookFolder[] {
  const builtIn = builtInPriceBooks();
  return builtIn.dir === prices ? [builtIn] : [builtIn, { dir: prices, label: 'prices' }];
}
