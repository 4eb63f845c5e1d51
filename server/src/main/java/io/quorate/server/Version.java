package io.quorate.server;

import io.quorate.server.admin.VersionText;
import picocli.CommandLine.IVersionProvider;

/** Tells the command line which version this is. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Quorate, version " + VersionText.release()};
    }
}
