# Does what a Dockerfile of two stages says, in roots of its own over this machine's; for tests/test_deploy_image.py.
# $1: a folder for the mounts; $2: the sources, as COPY takes them; $3: commands of the first stage; then the command that runs.
set -eu
mounts=$1 sources=$2 commands=$3
shift 3
begin() { # a root that is this machine's, and is thrown away
  mkdir "$mounts/$1" "$mounts/$1/upper" "$mounts/$1/work" "$mounts/$1/root"
  mount -t overlay none -o "lowerdir=/,upperdir=$mounts/$1/upper,workdir=$mounts/$1/work" "$mounts/$1/root"
  mount --rbind /proc "$mounts/$1/root/proc"
  mount --rbind /dev "$mounts/$1/root/dev"
}
mount -t tmpfs none "$mounts"
begin built
cp -r "$sources" "$mounts/built/root/src"
chroot "$mounts/built/root" sh -euc "cd /src; $commands" >&2
begin run
mkdir -p "$mounts/run/root/opt"
cp -r "$mounts/built/root/opt/foedus" "$mounts/run/root/opt/foedus"
chmod go+x "$mounts/run/root/root" # the Python of this machine may live there
umount -l "$mounts/built/root"
rm -rf "$mounts/built"
mount -o remount,ro "$mounts/run/root"
mount -t tmpfs none "$mounts/run/root/tmp"
cd /
exec chroot "$mounts/run/root" setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
