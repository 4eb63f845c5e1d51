package io.quorate.tls;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Adds to a trust manager that whoever connects to us has to come from a place that his certificate names: an address in it is his
 * own, or a name in it leads to it. Names are only ever looked up forwards; what an address is called in the DNS is in the hands of
 * whoever owns the address, so it proves nothing (CVE-2026-24281). Blocks while names are looked up: not for event loops.
 */
final class ClientNames extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final X509ExtendedTrustManager delegate;
    private final String key;

    /** @param key the setting that asks for this; for messages */
    ClientNames(X509ExtendedTrustManager delegate, String key) {
        this.delegate = delegate;
        this.key = key;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        delegate.checkClientTrusted(chain, authType, engine);
        checkPlace(chain[0], engine.getPeerHost());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        delegate.checkClientTrusted(chain, authType, socket);
        checkPlace(chain[0], ((SSLSocket) socket).getInetAddress().getHostAddress());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("where the certificate comes from is not known");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        delegate.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        delegate.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        delegate.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return delegate.getAcceptedIssuers();
    }

    private void checkPlace(X509Certificate certificate, String address) throws CertificateException {
        List<String> names = new ArrayList<>();
        try {
            InetAddress place = InetAddress.getByName(address);
            for (List<?> entry : alternativeNames(certificate)) {
                String name = String.valueOf(entry.get(1));
                if (entry.get(0).equals(IP_ADDRESS)
                        && InetAddress.getByName(name).equals(place)) {
                    return;
                }
                if (entry.get(0).equals(DNS_NAME) || entry.get(0).equals(IP_ADDRESS)) {
                    names.add(name);
                }
                if (entry.get(0).equals(DNS_NAME) && leadsTo(name, place)) {
                    return;
                }
            }
        } catch (UnknownHostException e) {
            throw new CertificateException("not an address: " + e.getMessage(), e);
        }
        throw new CertificateException("the certificate of " + certificate.getSubjectX500Principal() + " is for "
                + names + ", and neither is or leads to " + address + ", where it comes from (" + key + ")");
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : names;
    }

    private static boolean leadsTo(String name, InetAddress place) {
        if (name.toLowerCase(Locale.ROOT).startsWith("*")) {
            // Nobody can say where that leads to.
            return false;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(name)) {
                if (address.equals(place)) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
