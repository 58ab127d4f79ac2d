export { nearestName } from '../rating/nearest-name.ts';
