// The secret of the link stands behind "#": it goes to the clinic in a form and never into an address.
const secret = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
if (secret) {
  document.getElementById("secret").value = secret;
  document.getElementById("open").submit();
} else {
  document.getElementById("no-secret").hidden = false;
}
