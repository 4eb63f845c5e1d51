package io.quorate.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How this process is called towards others. */
final class Names {
    private Names() {}

    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
