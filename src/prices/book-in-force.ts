export { bookInForce } from '../rating/book-in-force.ts';
