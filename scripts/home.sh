# Sourced where installers run: without a home of our own, they get one in here.
if ! { [ -d "${HOME:-}" ] && [ -w "${HOME:-}" ]; }; then
  HOME="$PWD/.tools/home" && mkdir -p "$HOME" && export HOME
fi
