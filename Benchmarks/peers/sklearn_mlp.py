"""scikit-learn's MLPClassifier: no batch normalization, and one learning rate an epoch."""

import warnings

import peers_common as common

arguments = common.begin(__doc__, ["numpy", "sklearn"])

import numpy as np  # noqa: E402, the threads have to be set before
import sklearn  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402

STEPS = 450
NOTES = (
    "float32, NO batch normalization, Glorot initialization, the cyclical rate changes once an epoch; "
    "hidden ReLU, batch 100, plain SGD and lambda as the others"
)


def rate_of(epoch):
    """The cyclical rate in the middle of an epoch."""
    return common.learning_rates(epoch, STEPS)[STEPS // 2]


def make_classifier():
    """The classifier; its penalty is alpha / (2 * batch) * sum of W^2, so alpha = 2 * lambda * batch."""
    return MLPClassifier(
        hidden_layer_sizes=tuple(arguments.hidden), activation="relu", solver="sgd",
        alpha=2 * common.LAMBDA * common.BATCH_SIZE, batch_size=common.BATCH_SIZE, learning_rate="constant",
        learning_rate_init=rate_of(0), momentum=0, nesterovs_momentum=False, max_iter=1,
        random_state=arguments.seed)


def main():
    """Trains, measures and prints."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    names = ("training", "validation", "test")
    data = dict(zip(names, common.load_cifar10(arguments.data_dir, np.float32)))
    classifier = make_classifier()

    def train_epoch(epoch):
        if epoch > 0:
            classifier._optimizer.learning_rate = rate_of(epoch)  # there is no public way
        classifier.partial_fit(*data["training"], classes=np.arange(common.CLASSES))

    def evaluate(name):
        X, y = data[name]
        P = classifier.predict_proba(X)
        smallest = np.finfo(P.dtype).tiny
        loss = -np.log(np.maximum(P[np.arange(len(y)), y], smallest)).mean()
        return float(loss), float((P.argmax(axis=1) == y).mean())

    measured = common.measure(arguments, train_epoch, evaluate)
    common.report(arguments, "sklearn_mlp", sklearn.__version__, measured, NOTES)


if __name__ == "__main__":
    main()
