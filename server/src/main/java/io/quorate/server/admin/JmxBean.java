package io.quorate.server.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;

/** A bean of attributes that are only read, and operations without arguments. Safe on any thread once it is registered. */
final class JmxBean implements DynamicMBean {
    private static final String OPENS_WITH_IS = "boolean";

    private final Map<String, Value> attributes = new LinkedHashMap<>();
    private final Map<String, Callable<Object>> operations = new LinkedHashMap<>();

    private record Value(String type, Supplier<?> supplier) {}

    JmxBean text(String name, Supplier<String> value) {
        attributes.put(name, new Value(String.class.getName(), value));
        return this;
    }

    JmxBean texts(String name, Supplier<String[]> value) {
        attributes.put(name, new Value(String[].class.getName(), value));
        return this;
    }

    JmxBean whole(String name, Supplier<Long> value) {
        attributes.put(name, new Value("long", value));
        return this;
    }

    JmxBean number(String name, Supplier<Integer> value) {
        attributes.put(name, new Value("int", value));
        return this;
    }

    JmxBean decimal(String name, Supplier<Double> value) {
        attributes.put(name, new Value("double", value));
        return this;
    }

    JmxBean flag(String name, Supplier<Boolean> value) {
        attributes.put(name, new Value(OPENS_WITH_IS, value));
        return this;
    }

    /** @param operation may answer something */
    JmxBean operation(String name, Callable<Object> operation) {
        operations.put(name, operation);
        return this;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException {
        Value value = attributes.get(name);
        if (value == null) {
            throw new AttributeNotFoundException(name);
        }
        try {
            return value.supplier().get();
        } catch (RuntimeException e) {
            throw new MBeanException(new IllegalStateException(name + ": " + e.getMessage()));
        }
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(
                attribute.getName() + " cannot be set: change zoo.cfg and start the server again");
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList list = new AttributeList();
        for (String name : names) {
            try {
                list.add(new Attribute(name, getAttribute(name)));
            } catch (AttributeNotFoundException | MBeanException e) {
                // The contract: what cannot be told is left out.
                continue;
            }
        }
        return list;
    }

    @Override
    public AttributeList setAttributes(AttributeList wanted) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String name, Object[] arguments, String[] signature)
            throws MBeanException, ReflectionException {
        Callable<Object> operation = operations.get(name);
        if (operation == null) {
            throw new ReflectionException(new NoSuchMethodException(name));
        }
        try {
            return operation.call();
        } catch (Exception e) {
            throw new MBeanException(new IllegalStateException(name + ": " + e.getMessage()));
        }
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] values = attributes.entrySet().stream()
                .map(each -> new MBeanAttributeInfo(
                        each.getKey(),
                        each.getValue().type(),
                        each.getKey(),
                        true,
                        false,
                        each.getValue().type().equals(OPENS_WITH_IS)))
                .toArray(MBeanAttributeInfo[]::new);
        MBeanOperationInfo[] actions = operations.keySet().stream()
                .map(each -> new MBeanOperationInfo(
                        each, each, new MBeanParameterInfo[0], Object.class.getName(), MBeanOperationInfo.ACTION))
                .toArray(MBeanOperationInfo[]::new);
        return new MBeanInfo(JmxBean.class.getName(), "A part of the server", values, null, actions, null);
    }
}
