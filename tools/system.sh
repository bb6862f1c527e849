# For the scripts beside this one: installs packages of the system.

# can_install: whether this is Debian or Ubuntu and we may install packages.
can_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [ -t 0 ]
}

# apt_get ARGUMENTS...: as root, asking nothing.
apt_get() {
    if [ "$(id -u)" = 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >"$log" 2>&1 </dev/null
    else
        sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >"$log" 2>&1
    fi
}

# install_package WHAT PACKAGE...: says so, and stops with one sentence when it cannot be done.
install_package() {
    what=$1
    shift
    if ! can_install; then
        echo "$what is missing: please install it (on Debian and Ubuntu: apt-get install $*)." >&2
        exit 1
    fi
    echo "$what is missing: installing $* with apt-get."
    log=$(mktemp)
    apt_get install -y --no-install-recommends "$@" || {
        apt_get update && apt_get install -y --no-install-recommends "$@"
    } || {
        tail -n 5 "$log" >&2
        rm -f "$log"
        echo "$what could not be installed: please install it (apt-get install $*)." >&2
        exit 1
    }
    rm -f "$log"
}
