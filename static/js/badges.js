// The line at the badge desk asks for itself again; not while somebody is ticking names in it.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (document.querySelector("#line input:checked")) event.preventDefault();
});
