// `/` goes to the filter of the page; Escape empties it and leaves it.

document.addEventListener('keydown', (event) => {
  const input = document.querySelector('[data-filter]');
  if (input === null || input.closest('[hidden]') !== null) return;
  if (event.key === '/' && !isTyping(event)) {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (event.key === 'Escape' && document.activeElement === input) {
    input.value = '';
    input.dispatchEvent(new Event('input'));
    input.blur();
  }
});

function isTyping({ target, ctrlKey, metaKey, altKey }) {
  return ctrlKey || metaKey || altKey || target.closest('input, textarea, select') !== null;
}
