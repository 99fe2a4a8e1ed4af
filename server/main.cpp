#include "server/app/app.hpp"

int main(int argc, char** argv) {
    return vigil::app::run(argc, argv);
}
