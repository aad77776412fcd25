// Unfolds every step of an account at once, and folds them again.
const place = document.querySelector(".unfold");
const steps = [...document.querySelectorAll(".account details.step")];
if (place && steps.length > 1) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  const say = () => {
    button.textContent = steps.every((step) => step.open) ? place.dataset.fold : place.dataset.unfold;
  };
  button.addEventListener("click", () => {
    const open = !steps.every((step) => step.open);
    steps.forEach((step) => {
      step.open = open;
    });
    say();
  });
  steps.forEach((step) => step.addEventListener("toggle", say));
  say();
  place.append(button);
}
