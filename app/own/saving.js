/* Saves what the server wrote, `{name, kind, text}` as JSON, as a file of the reader's. */
window.zonewise.save = (packed) => {
  const { name, kind, text } = JSON.parse(packed);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
