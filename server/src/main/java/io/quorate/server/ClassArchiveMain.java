package io.quorate.server;

import io.quorate.server.net.NettyTransport;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a server whose process writes a class-data archive when it ends ({@code zkServer.sh archive}). It first loads every class of
 * ours, those of roles that this server never has included: a server that becomes the leader a moment after its start would
 * otherwise read the leader's classes while the whole ensemble waits for it.
 */
public final class ClassArchiveMain {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchiveMain.class);

    private static final String JARS = "quorate-";
    private static final String CLASS = ".class";

    private ClassArchiveMain() {}

    /** Takes the arguments of {@link QuorumPeerMain}. */
    public static void main(String[] args) throws IOException {
        NettyTransport.prepare();
        int count = 0;
        for (String element : classPath()) {
            File jar = new File(element);
            if (jar.getName().startsWith(JARS)) {
                count += loadAll(jar);
            }
        }
        LOG.info("Loaded {} classes for the archive", count);
        QuorumPeerMain.main(args);
    }

    private static List<String> classPath() {
        return Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    }

    private static int loadAll(File jar) throws IOException {
        int count = 0;
        try (JarFile file = new JarFile(jar)) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                String name = entry.getName();
                if (name.endsWith(CLASS) && !name.endsWith("-info.class")) {
                    count += load(
                            name.substring(0, name.length() - CLASS.length()).replace('/', '.'));
                }
            }
        }
        return count;
    }

    private static int load(String name) {
        try {
            Class.forName(name, false, ClassArchiveMain.class.getClassLoader());
            return 1;
        } catch (ClassNotFoundException | LinkageError e) {
            // A class of an optional library: whoever runs without it does not need it in the archive.
            LOG.debug("Not in the archive: {}", name, e);
            return 0;
        }
    }
}
