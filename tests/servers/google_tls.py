"""google_tls - certificates for the server of google.py, made by openssl in a folder of the test: a CA of its own and a certificate that
is 'valid', 'expired', for a 'wrong-host' or 'self-signed'.

    context, ca_file = context_of('valid', box.path('tls'))      # an ssl.SSLContext for the server, a CA file for the client
"""
import os
import ssl
import subprocess

CONFIG = """[ca]
default_ca = own
[own]
new_certs_dir = {folder}
database = {folder}/index
serial = {folder}/serial
default_md = sha256
policy = any
[any]
commonName = supplied
"""
KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']


def openssl(folder, *args):
    done = subprocess.run(['openssl', *args], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, f'openssl {" ".join(args)}: {done.stdout.decode(errors="replace")}'


def write(folder, name, text):
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
        file.write(text)


def make_authority(folder):
    for name, text in (('ca.cnf', CONFIG.format(folder=folder)), ('index', ''), ('serial', '1000\n')):
        write(folder, name, text)
    openssl(folder, 'req', '-x509', *KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '3650', '-subj', '/CN=Test CA',
            '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign')


def make_certificate(kind, folder):
    name = 'DNS:calendar.invalid' if kind == 'wrong-host' else 'IP:127.0.0.1,DNS:localhost'
    if kind == 'self-signed':
        openssl(folder, 'req', '-x509', *KEY, '-keyout', 'server.key', '-out', 'server.pem', '-days', '3650', '-subj', '/CN=localhost',
                '-addext', f'subjectAltName={name}')
        return
    write(folder, 'server.ext', f'subjectAltName={name}\nextendedKeyUsage=serverAuth\n')
    openssl(folder, 'req', *KEY, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
    dates = ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z' if kind == 'expired' else '20991231000000Z']
    openssl(folder, 'ca', '-batch', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-in', 'server.csr', '-out', 'server.pem',
            '-notext', '-extfile', 'server.ext', *dates)


def context_of(kind, folder):
    assert kind in ('valid', 'self-signed', 'wrong-host', 'expired'), kind
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    make_authority(folder)
    make_certificate(kind, folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, 'server.pem'), os.path.join(folder, 'server.key'))
    return context, os.path.join(folder, 'ca.pem')
